package backend

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/live/transport"
)

// wechat is the mock WeChat: the devices' side of it, and its control calls. The
// devices' calls are WeChat's own business: they take no slot of wx.request and
// share a pool of connections. It is safe for concurrent use.
type wechat struct {
	base    string
	appid   string
	device  *transport.Client // all devices'
	control *transport.Client // control calls
}

const (
	// wechatConnections is how many calls to the mock may be under way at a time.
	wechatConnections = 256
	wechatTimeout     = 10 * time.Second
	// maxLedger bounds a ledger: it has a line for each user or order.
	maxLedger = 256 << 20 // bytes
)

func newWechat(base, appid string, allowHost func(string) bool) *wechat {
	devices := transport.New(transport.Config{Clients: 1, Connections: wechatConnections, AllowHost: allowHost})
	return &wechat{base, appid, devices.Client(0), newControl(allowHost)}
}

// newControl is a client for control calls.
func newControl(allowHost func(string) bool) *transport.Client {
	return transport.New(transport.Config{
		Clients: 1, Connections: 4, MaxBody: maxLedger, Bodies: 2 * maxLedger, AllowHost: allowHost,
	}).Client(0)
}

// Descriptors is how many file descriptors a scenario's calls to WeChat take, those
// of the clients and those of the target, as far as they are this process's.
func Descriptors(s *scenario.Scenario) int {
	calls := min(wechatConnections, s.Clients.Count*10)
	n := calls
	if s.EmbeddedMock() {
		n += 2 * calls
	}
	if s.EmbeddedTarget() {
		n += calls
	}
	return n
}

// login is wx.login of a user.
func (w *wechat) login(user string) (code string, err error) {
	resp, err := w.call("/_wx/login", user)
	if err != nil {
		return "", failed("login", err)
	}
	if code := resp.JSON("code").String(); code != "" {
		return code, nil
	}
	return "", &wx.Error{ErrMsg: errMsg(resp, "login:fail")}
}

// checkSession is wx.checkSession of a user.
func (w *wechat) checkSession(user string) error {
	resp, err := w.call("/_wx/checksession", user)
	if err != nil {
		return failed("checkSession", err)
	}
	if msg := errMsg(resp, "checkSession:fail"); msg != "checkSession:ok" {
		return &wx.Error{ErrMsg: msg}
	}
	return nil
}

// userInfo is wx.getUserInfo of a user.
func (w *wechat) userInfo(user string) (*wx.UserInfo, error) {
	resp, err := w.call("/_wx/userinfo", user)
	if err != nil {
		return nil, failed("getUserInfo", err)
	}
	info := &wx.UserInfo{}
	if err := json.Unmarshal(resp.Body, info); err != nil || info.EncryptedData == "" {
		return nil, &wx.Error{ErrMsg: errMsg(resp, "getUserInfo:fail")}
	}
	return info, nil
}

// phoneCode is the code that a user's tap on getPhoneNumber gives the app.
func (w *wechat) phoneCode(user string) (code string, err error) {
	resp, err := w.call("/_wx/phonenumber", user)
	if err != nil {
		return "", failed("getPhoneNumber", err)
	}
	if code := resp.JSON("code").String(); code != "" {
		return code, nil
	}
	return "", &wx.Error{ErrMsg: errMsg(resp, "getPhoneNumber:fail")}
}

func (w *wechat) call(path, user string) (*wx.Response, error) {
	body := gjson.AppendJSONString([]byte(`{"appid":`), w.appid)
	body = gjson.AppendJSONString(append(body, `,"user":`...), user)
	return w.device.Call(&wx.Request{
		Method: http.MethodPost, URL: w.base + path, Body: append(body, '}'), Timeout: wechatTimeout,
		Header: jsonHeader(),
	}).Do()
}

// denied says what a server of this tool may lack that does not let its calls in.
func denied(resp *wx.Response) string {
	if resp.Status != http.StatusForbidden {
		return ""
	}
	return `; where it is called by a name, start it with "wxload mock --allow-host NAME"`
}

func jsonHeader() []wx.Header { return []wx.Header{{Name: "Content-Type", Value: "application/json"}} }

// callError is a wx call that got no answer from the mock WeChat.
type callError struct {
	platform *wx.Error
	cause    error
}

func failed(call string, err error) error {
	return &callError{&wx.Error{ErrMsg: call + ":fail " + err.Error()}, err}
}

// Error returns the platform's errMsg.
func (e *callError) Error() string { return e.platform.ErrMsg }

// Unwrap returns the platform's error and the cause.
func (e *callError) Unwrap() []error { return []error{e.platform, e.cause} }

func errMsg(resp *wx.Response, otherwise string) string {
	if msg := resp.JSON("errMsg").String(); msg != "" {
		return msg
	}
	return otherwise
}

// ledger is what the mock has counted.
type ledger struct {
	Codes codeCounts
	Users map[string]struct {
		OpenID  string `json:"openid"`
		Issued  int64  `json:"codes_issued"`
		Used    int64  `json:"codes_used"`
		Expired int64  `json:"codes_expired"`
		Unused  int64  `json:"codes_unused"`
		// Refused are calls with one of the user's codes.
		Refused int64 `json:"codes_refused"`
	}
}

type codeCounts struct{ Issued, Used, Expired, Unused, Refused int64 }

// codesOf counts the codes of the users that own is true for; nil means all.
func (l *ledger) codesOf(own func(user string) bool) (sum codeCounts) {
	if own == nil {
		return l.Codes
	}
	for name, u := range l.Users {
		if own(name) {
			sum.Issued += u.Issued
			sum.Used += u.Used
			sum.Expired += u.Expired
			sum.Unused += u.Unused
			sum.Refused += u.Refused
		}
	}
	return sum
}

// readLedger reads the counts of the app.
func (w *wechat) readLedger() (*ledger, error) {
	url := w.base + "/_wx/ledger?appid=" + w.appid
	resp, err := w.control.Call(&wx.Request{Method: http.MethodGet, URL: url, Timeout: wechatTimeout}).Do()
	if err != nil {
		return nil, fmt.Errorf("reading the mock WeChat's ledger: %w", err)
	}
	l := &ledger{}
	if err := json.Unmarshal(resp.Body, l); err != nil || !resp.Success() {
		return nil, fmt.Errorf("reading the mock WeChat's ledger: HTTP %d is no ledger%s", resp.Status, denied(resp))
	}
	return l, nil
}

// expire ends the sessions or the unused codes of users; nil means everybody.
func (w *wechat) expire(what string, users []string) error {
	call := map[string]any{"appid": w.appid}
	if users == nil {
		return w.order(what, call)
	}
	for part := range chunks(users) {
		call["users"] = part
		if err := w.order(what, call); err != nil {
			return err
		}
	}
	return nil
}

func (w *wechat) order(what string, call any) error {
	body, err := json.Marshal(call)
	if err != nil {
		return err
	}
	resp, err := w.control.Call(&wx.Request{Method: http.MethodPost, URL: w.base + "/_wx/control/expire-" + what,
		Body: body, Header: jsonHeader(), Timeout: wechatTimeout}).Do()
	switch {
	case err != nil:
		return fmt.Errorf("expiring %s at the mock WeChat: %w", what, err)
	case !resp.Success():
		return fmt.Errorf("expiring %s at the mock WeChat: HTTP %d%s", what, resp.Status, denied(resp))
	}
	return nil
}
