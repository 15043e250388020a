package live

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

// probe logs in once and makes one request, and says what does not fit.
func (r *run) probe() error {
	code, err := r.wechat.login(prober)
	if err != nil {
		return &UnavailableError{"asking the mock WeChat at " + r.wechat.base + " for a code", err, "is it running? start one with: wxload mock"}
	}
	before, err := r.wechat.readLedger()
	if err != nil {
		return err
	}
	resp, err := r.sendLogin(prober, code)
	if err != nil {
		return &UnavailableError{"logging in at " + r.settings.Domains[r.scenario.App.Env], err, "is the developer server running? its address is target.url or app.domains"}
	}
	after, err := r.wechat.readLedger()
	if err != nil {
		return err
	}
	asked := after.Users[prober].Used > before.Users[prober].Used
	refused := after.Codes.Refused > before.Codes.Refused
	token, err := r.newToken(resp)
	switch {
	case err != nil && refused && !asked:
		return &MisfitError{"the mock WeChat refused the target's call for this code (" + err.Error() + ")",
			"the target needs appid " + r.scenario.App.AppID + " and the secret in mock.secret"}
	case err != nil && !asked:
		return &MisfitError{"the target never asked the mock WeChat for this code: is its WeChat base URL set? (" + err.Error() + ")",
			"set it to " + r.wechat.base + ", with appid " + r.scenario.App.AppID + " and the secret in mock.secret"}
	case err != nil:
		return &MisfitError{err.Error(), "look at target.login: path, code, token"}
	case !asked:
		return &MisfitError{"the target gave a token for a code that it never asked the mock WeChat about",
			"is its WeChat base URL set to " + r.wechat.base + "?"}
	}
	return r.probeToken(token)
}

// probeToken uses the token once, for the first plain request of the flow that
// needs one.
func (r *run) probeToken(token string) error {
	for _, q := range r.scenario.Requests() {
		if q.Method != "GET" || !q.Identity || strings.Contains(q.Path, "{{") {
			continue
		}
		request := &wx.Request{Method: q.Method, URL: r.resolveURL(q.Path), Header: header(q.Header), Timeout: r.timeout()}
		r.settings.Target.Carry(request, token)
		resp, err := r.probing.Call(request).Do()
		switch {
		case err != nil:
			return &UnavailableError{"requesting " + q.Path, err, "the login worked; does this path?"}
		case r.settings.Target.AuthFailed(resp):
			return &MisfitError{fmt.Sprintf("the target rejects the token that it has just issued: %s answered %s", q.Path, describe(resp)),
				"look at target.token: in, name and prefix; and at target.auth_failure"}
		}
		return nil
	}
	return nil
}

// exchange logs a user in at the target with a code.
func (r *run) exchange(user, code string) (token string, err error) {
	resp, err := r.sendLogin(user, code)
	if err != nil {
		return "", err
	}
	return r.newToken(resp)
}

func (r *run) sendLogin(user, code string) (*wx.Response, error) {
	request := r.settings.Target.LoginRequest(code)
	request.URL = r.resolveURL(request.URL)
	request.Timeout = r.timeout()
	if request.HeaderValue("Content-Type") == "" && request.Body != nil {
		request.Header = append(request.Header, wx.Header{Name: "Content-Type", Value: "application/json"})
	}
	if r.sealsLogins {
		if err := r.wechat.fillIn(request, user); err != nil {
			return nil, err
		}
	}
	return r.probing.Call(request).Do()
}

func (r *run) newToken(resp *wx.Response) (string, error) {
	token, ok := r.settings.Target.NewToken(resp)
	switch {
	case !resp.Success():
		return "", fmt.Errorf("the login answered %s", describe(resp))
	case !ok:
		return "", fmt.Errorf("no token at $.%s; the answer was %s", r.settings.Target.Login.Token, describe(resp))
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
