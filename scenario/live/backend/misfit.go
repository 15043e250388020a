package backend

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// exchange is what the target asked the mock WeChat about the code of a login.
type exchange struct {
	asked   bool // and was answered with a session
	refused bool // something was refused, by the secret or the code
	twice   bool // the code itself was refused: where asked, it was used before
}

// misfit is why a login does not fit; nil where it does. The login's own answer comes
// first: the WeChat base URL is to blame only where that answer looks well.
func (b *Backend) misfit(t *wrapper.Target, login *wx.Request, resp *wx.Response, wechat exchange) error {
	said := fmt.Sprintf("the login %s %s answered %s", login.Method, Shown(login.URL), describe(resp))
	_, given := t.NewToken(resp)
	ok := given && t.Succeeded(resp)
	switch {
	case ok && t.Refreshes() && t.NewRefreshToken(resp) == "":
		return &MisfitError{fmt.Sprintf("no refresh token at $.%s of the login's answer, which was %s", t.Refresh.RefreshToken, describe(resp)),
			"look at target.refresh.refresh_token; where logins bring none, delete target.refresh"}
	case ok && wechat.asked:
		if wechat.twice {
			b.trouble = append(b.trouble, "the target exchanged the code of one login twice; WeChat takes a code once")
		}
		return nil
	case ok:
		return &MisfitError{"the target gave a token for a code that it never asked the mock WeChat about",
			"is its WeChat base URL set to " + b.wechat.base + "?"}
	case wechat.asked && wechat.twice:
		return &MisfitError{"the target exchanged the code twice, which WeChat refuses the second time (40163); " + said,
			"call jscode2session once for each code: look for a second handler, or a retry, of the login"}
	case wechat.refused && !wechat.asked:
		return b.refusedByWeChat(said)
	case !resp.Success():
		return &MisfitError{said, b.statusHint(login, resp, wechat.asked)}
	case wechat.asked && given:
		return &MisfitError{said + ": there is a token in it, but it is no success, " + expected(t, resp), b.successHint()}
	case wechat.asked && t.Token.In == wrapper.InCookie:
		return &MisfitError{fmt.Sprintf("the answer to the login sets no cookie %s, but %s", t.Token.Name, cookies(resp)), "look at target.token.name; where this answer is a refusal, at target.login: code, body and header"}
	case !resp.JSON("").Exists():
		return &MisfitError{said, "a login answers JSON: look at target.login.path and target.url"}
	case wechat.asked:
		return &MisfitError{fmt.Sprintf("no token at $.%s; the answer was %s", t.Login.Token, describe(resp)), "look at target.login.token; where this answer is a refusal, at target.login: code, body and header"}
	}
	return &MisfitError{said + ", and the target never asked the mock WeChat for this code: is its WeChat base URL set?",
		"set it to " + b.wechat.base + ", with appid " + b.scenario.App.AppID + " and the secret in mock.secret; or look at target.login, where the answer asks for something else"}
}

func (b *Backend) refusedByWeChat(said string) error {
	return &MisfitError{"the mock WeChat refused the target's call for this code; " + said,
		"the target needs appid " + b.scenario.App.AppID + " and the secret in mock.secret; the code is where target.login.code says"}
}

// cookies names those that an answer sets, not their values.
func cookies(resp *wx.Response) string {
	var names []string
	for _, line := range resp.HeaderValues("Set-Cookie") {
		name, _, _ := strings.Cut(line, "=")
		names = append(names, name[:min(len(name), 40)])
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

// statusHint says what to look at for a login's HTTP status.
func (b *Backend) statusHint(login *wx.Request, resp *wx.Response, asked bool) string {
	switch status := resp.Status; {
	case status == http.StatusNotFound:
		return "look at target.login.path, and at the path in target.url"
	case status == http.StatusMethodNotAllowed:
		return "look at target.login.method and target.login.path"
	case status == http.StatusUnsupportedMediaType:
		return fmt.Sprintf("it was sent as %s; for a form, set wrapper.content_type or target.login.header to application/x-www-form-urlencoded", orNone(login.HeaderValue("Content-Type")))
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return "the target wants more than a code: an API key, a tenant or a signature goes into target.login.header or wrapper.header; " +
			"or target.login.path is another, and this one is guarded"
	case status == http.StatusTooManyRequests:
		return "the target limits how often one address may log in; lift that for the load"
	case status == http.StatusBadRequest && strings.HasPrefix(login.URL, "http://") && strings.Contains(strings.ToUpper(string(resp.Body)), "HTTPS"):
		return "does the target speak HTTPS? then write https:// in target.url"
	case status < 400:
		return "look at target.url and target.login.path: this is no answer to a login"
	case status < 500:
		return "look at target.login: code, body and header"
	case asked:
		return "WeChat had answered it; the target's own log says what failed after that"
	}
	return "the target's own log says why; can it reach " + b.wechat.base + "?"
}

func orNone(text string) string {
	if text == "" {
		return "no content type"
	}
	return text
}

// Shown is a URL as people are shown it: without its query, which may hold a code or a
// token.
func Shown(url string) string {
	url, _, _ = strings.Cut(url, "?")
	url, _, _ = strings.Cut(url, "#")
	return url
}
