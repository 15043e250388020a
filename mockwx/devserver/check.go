package devserver

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// SettingError is a setting of a [Contract] that the stand-in cannot keep.
type SettingError struct {
	// Setting is its name, as below "target" in a scenario file: "login.token".
	Setting string
	Message string // what is wrong with it, and what would be right
}

// Error names the setting and says what is wrong.
func (e *SettingError) Error() string { return e.Setting + ": " + e.Message }

// check sees that requests have a form and that each kind of answer can be sent,
// and told from the others.
func (c *Contract) check() error {
	if err := c.checkRequests(); err != nil {
		return err
	}
	for _, m := range []struct {
		setting string
		match   Match
	}{{"success", c.Success}, {"auth_failure", c.AuthFailure}, {"key_displaced", c.Displaced}} {
		if err := m.match.check(m.setting); err != nil {
			return err
		}
	}
	status := c.Success.status(http.StatusOK, http.StatusOK)
	switch {
	case status < 200 || status > 299:
		return &SettingError{"success.status", fmt.Sprintf("the stand-in gives what was asked for with a status from 200 to 299, not with %d", status)}
	case slices.Contains(c.AuthFailure.Status, status):
		return &SettingError{"auth_failure.status", fmt.Sprintf("the stand-in gives what was asked for with HTTP %d; set success.status to another one", status)}
	case c.Success.Path != "" && c.AuthFailure.has(c.Success.Path, c.Success.Values[0]):
		return &SettingError{"auth_failure.body.values", fmt.Sprintf("%s is a success too; it can only be one of them", c.Success.Values[0])}
	}
	return nil
}

func (c *Contract) checkRequests() error {
	for _, p := range []struct {
		setting string
		place   Place
	}{{"login.code", c.Login.Code}, {"token", c.Token.Place}, {"refresh", c.Refresh.Carries}, {"login.ticket.code", c.Login.Ticket.Code}} {
		if p.setting == "refresh" && c.Refresh.Path == "" || p.setting == "login.ticket.code" && !c.Login.twoSteps() {
			continue
		}
		switch p.place.In {
		case InBody, InHeader, InQuery, InCookie:
		default:
			return &SettingError{p.setting + ".in", fmt.Sprintf("no part of a request is called %q; expected body, header, query or cookie", string(p.place.In))}
		}
		if p.place.Name == "" {
			return &SettingError{p.setting + ".name", "expected a name"}
		}
	}
	switch {
	case strings.ContainsFunc(c.Token.Renewed, func(r rune) bool { return r <= ' ' || r == ':' || r > '~' }):
		return &SettingError{"token.renewed.header", fmt.Sprintf("%q is no name of a header", c.Token.Renewed)}
	case c.Login.Method == "":
		return &SettingError{"login.method", "expected a method such as POST"}
	case len(c.Login.Paths) == 0 || slices.ContainsFunc(c.Login.Paths, func(path string) bool { return !strings.HasPrefix(path, "/") }):
		return &SettingError{"login.path", "the stand-in takes logins itself; expected a path that begins with /"}
	case c.Login.Token == "":
		return &SettingError{"login.token", "expected the path of the token"}
	case c.Result == "":
		return &SettingError{"result", "expected the path of the payload"}
	}
	return cmp.Or(c.Login.Ticket.check(), c.Bind.check(), c.Refresh.check())
}

func (b *Bind) check() error {
	switch {
	case b.Path == "":
		return nil
	case !strings.HasPrefix(b.Path, "/"):
		return &SettingError{"bind.path", "the stand-in binds guests itself; expected a path that begins with /"}
	case b.Method == "":
		return &SettingError{"bind.method", "expected a method such as POST"}
	case b.Token == "":
		return &SettingError{"bind.token", "expected the path of the token"}
	}
	return nil
}

func (k *Ticket) check() error {
	switch {
	case k.Path == "":
		return nil
	case !strings.HasPrefix(k.Path, "/"):
		return &SettingError{"login.ticket.path", "the stand-in takes logins itself; expected a path that begins with /"}
	case k.Method == "":
		return &SettingError{"login.ticket.method", "expected a method such as POST"}
	case k.Ticket == "":
		return &SettingError{"login.ticket.token", "expected the path of the ticket"}
	}
	return nil
}

func (r *Refresh) check() error {
	switch {
	case r.Path == "":
		return nil
	case !strings.HasPrefix(r.Path, "/"):
		return &SettingError{"refresh.path", "the stand-in takes refreshes itself; expected a path that begins with /"}
	case r.Method == "":
		return &SettingError{"refresh.method", "expected a method such as POST"}
	case r.RefreshToken == "":
		return &SettingError{"refresh.refresh_token", "expected the path of the refresh token"}
	case r.Token == "":
		return &SettingError{"refresh.token", "expected the path of the token"}
	}
	return nil
}

// check sees that the answer can be sent.
func (m *Match) check(setting string) error {
	for _, status := range m.Status {
		bare := status == http.StatusNoContent || status == http.StatusResetContent || status == http.StatusNotModified
		if status < 200 || status > 599 || bare {
			return &SettingError{setting + ".status", fmt.Sprintf("the stand-in cannot answer with HTTP %d, which has no body", status)}
		}
	}
	if (m.Path == "") != (len(m.Values) == 0) {
		return &SettingError{setting + ".body", "expected a path and values, or neither"}
	}
	for _, value := range m.Values {
		if !json.Valid([]byte(value)) {
			return &SettingError{setting + ".body.values", fmt.Sprintf("%q is no JSON", value)}
		}
	}
	return nil
}

// has reports whether the match takes a value of the body.
func (m *Match) has(path, value string) bool {
	return m.Path == path && slices.Contains(m.Values, value)
}

// status is that of the answer: the usual one unless others are listed, and
// bodyOnly where the body alone decides.
func (m *Match) status(usual, bodyOnly int) int {
	switch {
	case len(m.Status) == 0 && m.Path != "":
		return bodyOnly
	case len(m.Status) == 0 || slices.Contains(m.Status, usual):
		return usual
	}
	return m.Status[0]
}

// Takes reports whether clients who go by m, where either of its conditions is
// enough, recognise an answer of another match.
func (m *Match) Takes(o Match) bool {
	return slices.ContainsFunc(o.Status, func(status int) bool { return slices.Contains(m.Status, status) }) ||
		o.Path != "" && slices.ContainsFunc(o.Values, func(value string) bool { return m.has(o.Path, value) })
}
