package backend

import (
	"fmt"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/client/wx"
)

// MisfitError is a target that answers otherwise than the scenario says.
type MisfitError struct {
	Message string // what does not fit
	Hint    string // what to look at
}

// Error says what does not fit.
func (e *MisfitError) Error() string { return e.Message }

// prober is the name of the user of the one client that logs in before the load.
const prober = "wxload-probe"

// Probe logs in once and makes one request, and says what does not fit: an
// [*UnavailableError] or a [*MisfitError]. Control calls that the target does not
// answer are given up.
func (b *Backend) Probe() error {
	b.findControl()
	code, err := b.wechat.login(prober)
	if err != nil {
		return &UnavailableError{"asking the mock WeChat at " + b.wechat.base + " for a code", err, "is it running? start one with: wxload mock"}
	}
	before, err := b.wechat.readLedger()
	if err != nil {
		return err
	}
	resp, err := b.sendLogin(prober, code)
	if err != nil {
		return &UnavailableError{"logging in at " + b.settings.Domains[b.scenario.App.Env], err, "is the developer server running? its address is target.url or app.domains"}
	}
	after, err := b.wechat.readLedger()
	if err != nil {
		return err
	}
	asked := after.Users[prober].Used > before.Users[prober].Used
	refused := after.Codes.Refused > before.Codes.Refused
	token, err := b.newToken(resp)
	switch {
	case err != nil && refused && !asked:
		return &MisfitError{"the mock WeChat refused the target's call for this code (" + err.Error() + ")",
			"the target needs appid " + b.scenario.App.AppID + " and the secret in mock.secret"}
	case err != nil && !asked:
		return &MisfitError{"the target never asked the mock WeChat for this code: is its WeChat base URL set? (" + err.Error() + ")",
			"set it to " + b.wechat.base + ", with appid " + b.scenario.App.AppID + " and the secret in mock.secret"}
	case err != nil:
		return &MisfitError{err.Error(), "look at target.login: path, code, token"}
	case !asked:
		return &MisfitError{"the target gave a token for a code that it never asked the mock WeChat about",
			"is its WeChat base URL set to " + b.wechat.base + "?"}
	}
	return b.probeToken(token)
}

// findControl gives up control calls that the target does not answer.
func (b *Backend) findControl() {
	if b.standIn == nil {
		return
	}
	if _, err := b.standIn.readLedger(); err != nil {
		b.standIn = nil
		b.trouble = append(b.trouble, "the target answers no control calls (/_dev/…): its tokens cannot be expired, and its books are unknown")
	}
}

// probeToken uses the token once, for the first plain request of the flow that
// needs one.
func (b *Backend) probeToken(token string) error {
	for _, q := range b.scenario.Requests() {
		if q.Method != "GET" || !q.Identity || strings.Contains(q.Path, "{{") {
			continue
		}
		request := &wx.Request{Method: q.Method, URL: b.resolveURL(q.Path), Header: Headers(q.Header), Timeout: b.timeout()}
		b.settings.Target.Carry(request, token)
		resp, err := b.probing.Call(request).Do()
		switch {
		case err != nil:
			return &UnavailableError{"requesting " + q.Path, err, "the login worked; does this path?"}
		case b.settings.Target.AuthFailed(resp):
			return &MisfitError{fmt.Sprintf("the target rejects the token that it has just issued: %s answered %s", q.Path, describe(resp)),
				"look at target.token: in, name and prefix; and at target.auth_failure"}
		}
		return nil
	}
	return nil
}

// exchange logs a user in at the target with a code.
func (b *Backend) exchange(user, code string) (token string, err error) {
	resp, err := b.sendLogin(user, code)
	if err != nil {
		return "", err
	}
	return b.newToken(resp)
}

func (b *Backend) sendLogin(user, code string) (*wx.Response, error) {
	request := b.settings.Target.LoginRequest(code)
	request.URL = b.resolveURL(request.URL)
	request.Timeout = b.timeout()
	if request.HeaderValue("Content-Type") == "" && request.Body != nil {
		request.Header = append(request.Header, wx.Header{Name: "Content-Type", Value: "application/json"})
	}
	if b.sealsLogins {
		if err := b.wechat.fillIn(request, user); err != nil {
			return nil, err
		}
	}
	return b.probing.Call(request).Do()
}

func (b *Backend) newToken(resp *wx.Response) (string, error) {
	token, ok := b.settings.Target.NewToken(resp)
	switch {
	case !resp.Success():
		return "", fmt.Errorf("the login answered %s", describe(resp))
	case !ok:
		return "", fmt.Errorf("no token at $.%s; the answer was %s", b.settings.Target.Login.Token, describe(resp))
	}
	return token, nil
}

// describe shows an answer without what could be a secret in it.
func describe(resp *wx.Response) string {
	var b strings.Builder
	fmt.Fprintf(&b, "HTTP %d ", resp.Status)
	body := resp.JSON("")
	switch {
	case len(resp.Body) == 0:
		b.WriteString("with an empty body")
	case !body.Exists():
		fmt.Fprintf(&b, "with %d bytes that are no JSON", len(resp.Body))
	default:
		mask(&b, "", body, 0)
	}
	return b.String()
}

const (
	maxShown = 40  // characters of a key or a message in an answer
	maxDepth = 4   // of an answer
	maxTotal = 400 // bytes of what is shown
)

// mask writes the structure of an answer, and of its values only what no token
// or key can be: short numbers, and the texts of messages.
func mask(b *strings.Builder, key string, v gjson.Result, depth int) {
	switch {
	case b.Len() > maxTotal || depth > maxDepth:
		b.WriteString("…")
	case v.IsObject():
		b.WriteByte('{')
		first := true
		v.ForEach(func(key, value gjson.Result) bool {
			if !first {
				b.WriteByte(',')
			}
			first = false
			fmt.Fprintf(b, "%.*q:", maxShown, key.String())
			mask(b, key.String(), value, depth+1)
			return b.Len() <= maxTotal
		})
		b.WriteByte('}')
	case v.IsArray():
		fmt.Fprintf(b, "[%d values]", len(v.Array()))
	case v.Type == gjson.String && isMessage(key):
		fmt.Fprintf(b, "%.*q", maxShown, v.Str)
	case v.Type == gjson.String || v.Type == gjson.Number && len(v.Raw) > maxDigits:
		fmt.Fprintf(b, "<%s of %d characters>", strings.ToLower(v.Type.String()), len(v.String()))
	default:
		b.WriteString(v.Raw)
	}
}

// maxDigits is the length of the longest numbers that are codes of errors.
const maxDigits = 6

// isMessage reports the keys under which servers say what is wrong.
func isMessage(key string) bool {
	key = strings.ToLower(key)
	return strings.HasSuffix(key, "msg") || strings.HasSuffix(key, "message") || key == "error" || key == "status"
}
