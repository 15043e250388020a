package scenario

import (
	"errors"
	"testing"
)

func TestATicketLiesBesideTheTokenUnlessTheFileSaysOtherwise(t *testing.T) {
	for yaml, want := range map[string]ticketCall{
		"{ticket: {path: /k}, code: {name: ticket}}":                                                           {Method: "POST", Path: "/k", Code: codePlace{"body", "code"}, Token: "data.ticket"},
		"{ticket: {path: /k}, code: {name: ticket}, token: jwt.access}":                                        {Method: "POST", Path: "/k", Code: codePlace{"body", "code"}, Token: "jwt.ticket"},
		"{ticket: {method: GET, path: /k, code: {in: query, name: js_code}, token: uuid}, code: {in: header}}": {Method: "GET", Path: "/k", Code: codePlace{"query", "js_code"}, Token: "uuid"},
		"{path: /l}": {Method: "POST", Code: codePlace{"body", "code"}},
	} {
		s := resolved(t, mustParse(t, "target: {login: "+yaml+"}"), "flyjs")
		if got := s.Target.Login.Ticket; got != want {
			t.Errorf("%s: %+v\nwant %+v", yaml, got, want)
		}
		c, err := s.Target.Contract()
		if err != nil {
			t.Fatal(err)
		}
		if k := c.Login.Ticket; k.Path != want.Path || want.Path != "" && (k.Ticket != want.Token || string(k.Code.In) != want.Code.In || k.Method != want.Method) {
			t.Errorf("%s: the embedded server has %+v", yaml, k)
		}
	}
}

func TestTicketsThatGoNowhereAreRefused(t *testing.T) {
	for yaml, want := range map[string]string{
		"target: {login: {ticket: {token: t}}}":                                         "target.login.ticket",
		"target: {login: {ticket: {path: /k}}}":                                         "target.login",
		`target: {login: {ticket: {path: /k}, code: {name: t}, path: "/*"}}`:            "target.login.ticket",
		"target: {login: {ticket: {path: /k, method: GET}, code: {name: t}}}":           "target.login.ticket.method",
		`target: {login: {ticket: {path: "/k/{{user}}"}, code: {name: t}}}`:             "target.login.ticket.path",
		`target: {login: {ticket: {path: "https://b.example.com/k"}, code: {name: t}}}`: "target.login.ticket.path",
		`{app: {allowed_domains: ["https://a.example.com"]}, target: {url: "https://a.example.com", login: {code: {name: t}, ticket: {path: "https://b.example.com/k"}}}}`: "target.login.ticket.path",
	} {
		_, err := Parse("t.yaml", []byte(asFlow(yaml)), Options{})
		problems, is := errors.AsType[Problems](err)
		if !is || len(problems) != 1 || problems[0].Path != want {
			t.Errorf("%s: %v, want a problem of %s", yaml, err, want)
		}
	}
}
