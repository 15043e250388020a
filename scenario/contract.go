package scenario

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/wxload/wxload/mockwx/devserver"
)

// complete fills the fields that are not set from a shape: the target's own, or for
// auto the one given. It fails for one that nobody knows.
func (t Target) complete(shape string) (Target, error) {
	if t.Shape == "auto" || t.Shape == "" {
		t.Shape = cmp.Or(shape, string(devserver.FlyJS))
	}
	usual, err := devserver.Shape(t.Shape).Contract(devserver.AuthFailure(t.DevServer.AuthFailure))
	if err != nil {
		return t, err
	}
	t.Login.Path = cmp.Or(t.Login.Path, usual.Login.Paths[0])
	t.Login.Token = cmp.Or(t.Login.Token, usual.Login.Token)
	if t.Login.ExpiresIn == "" && !strings.HasPrefix(usual.Login.ExpiresIn, t.Login.Token+".") {
		t.Login.ExpiresIn = usual.Login.ExpiresIn
	}
	if k := &t.Login.Ticket; k.Path != "" {
		usual.Login.Token = t.Login.Token
		k.Token = cmp.Or(k.Token, usual.UsualTicket().Ticket)
	}
	t.Token.Name = cmp.Or(t.Token.Name, usual.Token.Name)
	if t.Bind.Path != "" {
		t.Bind.Token = cmp.Or(t.Bind.Token, t.Login.Token)
	}
	t.Refresh.complete(&t.Login)
	t.Result = cmp.Or(t.Result, usual.Result)
	setMatch(&t.AuthFailure.Status, &t.AuthFailure.Body, usual.AuthFailure)
	setMatch(&t.Success.Status, &t.Success.Body, usual.Success)
	setMatch(&t.KeyDisplaced.Status, &t.KeyDisplaced.Body, usual.Displaced)
	return t, nil
}

// complete fills the paths that are not set, where the target gives refresh tokens.
func (r *refreshCall) complete(login *loginCall) {
	if r.Path == "" {
		return
	}
	usual := (&devserver.Contract{Login: devserver.Login{Token: login.Token, ExpiresIn: login.ExpiresIn}}).UsualRefresh()
	r.RefreshToken = cmp.Or(r.RefreshToken, usual.RefreshToken)
	r.Token = cmp.Or(r.Token, usual.Token)
	r.ExpiresIn = cmp.Or(r.ExpiresIn, usual.ExpiresIn)
}

// setMatch gives a condition that is not set at all its usual value.
func setMatch(status *[]int, body *bodyMatch, usual devserver.Match) {
	if len(*status) > 0 || !body.none() {
		return
	}
	*status, body.Path = usual.Status, usual.Path
	for _, value := range usual.Values {
		body.Values = append(body.Values, json.RawMessage(value))
	}
}

func (m bodyMatch) none() bool { return m.Path == "" && len(m.Values) == 0 }

// Contract is what the embedded developer server has to keep to be this target, a
// resolved one. Where it cannot be this target, the error is a
// [*devserver.SettingError].
func (t *Target) Contract() (*devserver.Contract, error) {
	c, err := devserver.Shape(t.Shape).Contract("")
	if err != nil {
		return nil, err
	}
	if err := t.setLogin(&c.Login); err != nil {
		return nil, err
	}
	if err := t.setRefresh(&c.Refresh); err != nil {
		return nil, err
	}
	if err := t.setBind(&c.Bind); err != nil {
		return nil, err
	}
	c.Token = devserver.Token{Place: devserver.Place{In: devserver.In(t.Token.In), Name: t.Token.Name},
		Prefix: t.Token.Prefix, With: devserver.Companion(t.Token.With),
		Renewed: cmp.Or(t.DevServer.Renewed.Header, t.Token.Renewed.Header)}
	if t.DevServer.Session == "cookie" {
		c.Token.In = devserver.InCookie
	}
	c.Success = match(t.Success.Status, t.Success.Body)
	c.Displaced = match(t.KeyDisplaced.Status, t.KeyDisplaced.Body)
	c.Result = t.Result
	c.AuthFailure, err = t.authFailure()
	return &c, err
}

// anyPath is the path of logins where there is no login endpoint.
const anyPath = "/*"

func (t *Target) setLogin(l *devserver.Login) error {
	u, err := url.Parse(t.Login.Path)
	if err != nil || u.Host != "" {
		return &devserver.SettingError{Setting: "login.path",
			Message: "the login goes to another server, and the embedded one would not know its tokens; write a path, or set target.url"}
	}
	if unit := t.Login.ExpiresUnit; unit != "auto" && unit != "s" {
		return &devserver.SettingError{Setting: "login.expires_unit",
			Message: "the embedded server announces seconds, not " + unit + "; leave it out, or set target.url"}
	}
	l.Anywhere = u.Path == anyPath
	if !l.Anywhere && !slices.Contains(l.Paths, u.Path) {
		l.Paths = []string{u.Path}
	}
	l.Method = t.Login.Method
	l.Code = devserver.Place{In: devserver.In(t.Login.Code.In), Name: t.Login.Code.Name}
	l.Token, l.ExpiresIn = t.Login.Token, t.Login.ExpiresIn
	return t.setTicket(&l.Ticket)
}

func (t *Target) setTicket(k *devserver.Ticket) error {
	own := &t.Login.Ticket
	if own.Path == "" {
		return nil
	}
	u, err := url.Parse(own.Path)
	if err != nil || u.Host != "" {
		return &devserver.SettingError{Setting: "login.ticket.path",
			Message: "tickets come from another server, and the embedded one would not know them; write a path, or set target.url"}
	}
	*k = devserver.Ticket{Method: own.Method, Path: u.Path, Code: devserver.Place{In: devserver.In(own.Code.In), Name: own.Code.Name}, Ticket: own.Token}
	return nil
}

func (t *Target) setRefresh(r *devserver.Refresh) error {
	own := &t.Refresh
	if own.Path == "" {
		return nil
	}
	u, err := url.Parse(own.Path)
	if err != nil || u.Host != "" {
		return &devserver.SettingError{Setting: "refresh.path",
			Message: "refresh tokens go to another server, and the embedded one would not know their tokens; write a path, or set target.url"}
	}
	*r = devserver.Refresh{Method: own.Method, Path: u.Path, Carries: devserver.Place{In: devserver.In(own.In), Name: own.Name},
		RefreshToken: own.RefreshToken, Token: own.Token, ExpiresIn: own.ExpiresIn}
	return nil
}

func (t *Target) setBind(b *devserver.Bind) error {
	own := &t.Bind
	if own.Path == "" {
		return nil
	}
	u, err := url.Parse(own.Path)
	if err != nil || u.Host != "" {
		return &devserver.SettingError{Setting: "bind.path",
			Message: "guests are bound at another server, and the embedded one would not know their tokens; write a path, or set target.url"}
	}
	*b = devserver.Bind{Method: own.Method, Path: u.Path, Token: own.Token}
	return nil
}

// authFailure tells how a request without a valid token is answered: as
// target.auth_failure says. Where that has several ways, devserver.auth_failure
// chooses one.
func (t *Target) authFailure() (devserver.Match, error) {
	all := match(t.AuthFailure.Status, t.AuthFailure.Body)
	if t.DevServer.AuthFailure == "" {
		return all, nil
	}
	one, err := devserver.FlyJS.Contract(devserver.AuthFailure(t.DevServer.AuthFailure))
	if err != nil {
		return all, err
	}
	if !all.Takes(one.AuthFailure) {
		return all, &devserver.SettingError{Setting: "devserver.auth_failure",
			Message: fmt.Sprintf("target.auth_failure does not take %s for an authentication failure; delete this line, or add it there", t.DevServer.AuthFailure)}
	}
	return one.AuthFailure, nil
}

func match(status []int, body bodyMatch) devserver.Match {
	m := devserver.Match{Status: status, Path: body.Path}
	for _, value := range body.Values {
		m.Values = append(m.Values, string(value))
	}
	return m
}
