package devserver

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/go-resty/resty/v2"
	"github.com/tidwall/gjson"
)

const (
	exchangeTimeout = 10 * time.Second // of one attempt
	exchangeRetries = 3                // after "WeChat is busy"
	exchangeBackoff = 50 * time.Millisecond
	maxExchangeBody = 64 << 10
	// maxExchanges bounds the connections to WeChat; further logins wait.
	maxExchanges = 256
	// busy is WeChat's errcode for "try again soon".
	busy = -1
)

// wechat asks WeChat about codes.
type wechat struct {
	client        *resty.Client
	appID, secret string
	pause         func(context.Context, time.Duration)
}

func newWeChat(baseURL, appID, secret string) *wechat {
	client := resty.NewWithClient(&http.Client{Transport: &http.Transport{
		DialContext:         (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
		TLSHandshakeTimeout: 5 * time.Second,
		MaxIdleConnsPerHost: maxExchanges,
		MaxConnsPerHost:     maxExchanges,
		IdleConnTimeout:     time.Minute,
	}})
	client.SetBaseURL(baseURL).
		SetTimeout(exchangeTimeout).
		SetResponseBodyLimit(maxExchangeBody).
		SetRedirectPolicy(resty.NoRedirectPolicy()).
		SetHeader("User-Agent", "wxload-devserver").
		SetLogger(silence{})
	return &wechat{client: client, appID: appID, secret: secret, pause: pause}
}

// exchange asks about a code, again after a moment where WeChat says that it is
// busy. Its errors do not hold the secret.
func (w *wechat) exchange(ctx context.Context, code string) (Session, error) {
	wait := exchangeBackoff
	for attempt := 0; ; attempt++ {
		s, err := w.ask(ctx, code)
		refused, is := errors.AsType[*WeChatError](err)
		if !is || refused.Code != busy || attempt == exchangeRetries {
			return s, err
		}
		w.pause(ctx, wait)
		wait *= 2
	}
}

// ask is one jscode2session call.
// WeChat: GET /sns/jscode2session, HTTP 200 for errors too.
func (w *wechat) ask(ctx context.Context, code string) (Session, error) {
	response, err := w.client.R().SetContext(ctx).SetQueryParams(map[string]string{
		"appid": w.appID, "secret": w.secret, "js_code": code, "grant_type": "authorization_code",
	}).Get("/sns/jscode2session")
	if err != nil {
		return Session{}, withoutURL(err)
	}
	if !gjson.ValidBytes(response.Body()) {
		return Session{}, errors.New("WeChat's answer is not JSON")
	}
	answer := gjson.ParseBytes(response.Body())
	if n := answer.Get("errcode").Int(); n != 0 {
		return Session{}, &WeChatError{Code: int(n), Message: answer.Get("errmsg").String()}
	}
	s := Session{
		OpenID:     answer.Get("openid").String(),
		UnionID:    answer.Get("unionid").String(),
		SessionKey: answer.Get("session_key").String(),
	}
	if response.StatusCode() != http.StatusOK || s.OpenID == "" || s.SessionKey == "" {
		return Session{}, errors.New("WeChat's answer has neither a session nor an errcode")
	}
	return s, nil
}

// withoutURL strips the URL, with the secret in it, from an error of a request.
func withoutURL(err error) error {
	if u, is := errors.AsType[*url.Error](err); is {
		err = u.Err
	}
	return err
}

// silence keeps resty from writing to the log.
type silence struct{}

func (silence) Errorf(string, ...any) {}
func (silence) Warnf(string, ...any)  {}
func (silence) Debugf(string, ...any) {}

// pause waits for d, or less if ctx ends.
func pause(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
