package backend

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// misjudged is why an answer to a request with a token that was just issued is not what
// the load would take it for; nil where nothing speaks against the scenario. A business
// code of another kind, or an HTTP error, may well be the target's own: the load counts
// and names it.
func (b *Backend) misjudged(t *wrapper.Target, c *wrapper.Call, resp *wx.Response) error {
	answered := fmt.Sprintf("%s answered %s", Shown(c.URL), describe(resp))
	switch code, byBody := t.BusinessCode(resp); {
	case t.AuthFailed(resp):
		return &MisfitError{"the target rejects the token that it has just issued: " + answered,
			"look at target.token: in, name and prefix; and at target.auth_failure"}
	case resp.Status == http.StatusUnauthorized && !t.Succeeded(resp):
		return &MisfitError{"the target rejects the token that it has just issued, and nothing says that this is an authentication failure: " + answered,
			"look at target.token: in, name and prefix; and write target.auth_failure: {status: [401]}"}
	case byBody && code == "":
		return &MisfitError{answered + ": it is no success, " + expected(t, resp), b.successHint()}
	}
	return nil
}

// expected says which value in the body keeps an answer from being a success.
func expected(t *wrapper.Target, resp *wx.Response) string {
	if t.AuthFailed(resp) {
		return "for target.auth_failure takes it for an authentication failure"
	}
	if _, byBody := t.BusinessCode(resp); byBody {
		return fmt.Sprintf("for target.success.body wants %s at $.%s", strings.Join(t.Success.Values, " or "), t.Success.Path)
	}
	return "for target.success.status has another one"
}

// successHint says where it is written what a success is.
func (b *Backend) successHint() string {
	return "say what a success of this target has in target.success, such as {status: [200]}; what the file leaves out is that of target.shape, " + b.scenario.Target.Shape
}

// unused is what to say of a client that has logged in and sends no request with its
// token; bare tells that it sends one without. The code under test may be to blame, and
// then the load shows it. A wrapper that ships sends none only where the answer to the
// login is of no use to it.
func (b *Backend) unused(t *wrapper.Target, login *wx.Response, bare bool) error {
	switch {
	case bare:
		b.trouble = append(b.trouble, fmt.Sprintf("the client that tried the target out sent its first request without the token: "+
			"it looked for it in the %s %s (target.token), and whether the target takes the token is not known", t.Token.In, t.Token.Name))
	case b.wrapper.Source != "":
		b.trouble = append(b.trouble, "the client that tried the target out logged in and then sent no request, so whether the target takes the token is not known")
	case t.Result != "" && !login.JSON(t.Result).Exists():
		return &MisfitError{fmt.Sprintf("after the login this wrapper sends nothing: it looks for the payload at $.%s, and the answer to the login was %s", t.Result, describe(login)),
			`look at target.result ("@this" is the whole answer); what the file leaves out is that of target.shape, ` + b.scenario.Target.Shape}
	}
	return nil
}
