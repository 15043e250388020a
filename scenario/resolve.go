package scenario

import (
	"cmp"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
)

// TargetShape returns which backend the target is like: target.shape, or for
// auto the backend that the wrapper's document describes. The reference and
// wrappers of users get "flyjs", the plainest of them.
func (s *Scenario) TargetShape() string {
	if s.Target.Shape != "auto" && s.Target.Shape != "" {
		return s.Target.Shape
	}
	family, _, _ := strings.Cut(s.Wrapper.ID, "-")
	switch family {
	case "template", "taro", "egg", "userclass":
		return family
	}
	return "flyjs"
}

// TargetURL returns the base URL of the target, or [Embedded].
func (s *Scenario) TargetURL() string {
	return cmp.Or(s.Target.URL, s.App.Domains.For(s.App.Env), Embedded)
}

// SetTarget makes url the target. Where it is not [Embedded] and the file names
// no control calls, they are expected below url, as a wxload stand-in has them;
// whoever runs the scenario finds out whether they are there.
func (s *Scenario) SetTarget(url string) {
	s.Target.URL = url
	switch {
	case url == Embedded:
		s.Target.Control = ""
	case s.Target.Control == "":
		s.Target.Control = url
	}
}

// EmbeddedTarget reports whether wxload starts the developer server itself.
func (s *Scenario) EmbeddedTarget() bool { return s.TargetURL() == Embedded }

// EmbeddedMock reports whether wxload starts the mock WeChat itself.
func (s *Scenario) EmbeddedMock() bool { return s.Mock.URL == "" }

// Resolve returns a copy with the values to run with: the fields of the target
// that are not set follow from its shape, its URL is the current environment's
// domain, the allowed domains are complete, and Embedded is replaced by
// embeddedURL, the base URL of the server that was started. The copy shares the
// flow with s.
func (s *Scenario) Resolve(embeddedURL string) *Scenario {
	r := *s
	replace := func(u string) string {
		if u == Embedded {
			return embeddedURL
		}
		return u
	}
	r.Target = r.Target.complete(s.TargetShape())
	r.Target.URL = replace(s.TargetURL())
	d := &r.App.Domains
	d.Develop, d.Trial, d.Release = replace(d.Develop), replace(d.Trial), replace(d.Release)
	d.set(r.App.Env, r.Target.URL)
	r.App.AllowedDomains = nil
	for _, domain := range s.allowed() {
		r.App.AllowedDomains = append(r.App.AllowedDomains, replace(domain))
	}
	if s.EmbeddedTarget() {
		r.Target.Control = embeddedURL
	}
	if r.Wrapper.TokenKey == "" {
		r.Wrapper.TokenKey = r.Target.Token.Name
	}
	r.Thresholds = s.EffectiveThresholds()
	return &r
}

// allowed returns the request domains: those of the file, or else the target
// and the origins of the absolute URLs.
func (s *Scenario) allowed() []string {
	if len(s.App.AllowedDomains) > 0 {
		return s.App.AllowedDomains
	}
	domains := []string{originOf(s.TargetURL())}
	s.eachURL(func(_, u string) { domains = append(domains, originOf(u)) })
	slices.Sort(domains[1:])
	return slices.Compact(domains)
}

// eachURL calls f with the path and text of each absolute URL that requests go to.
func (s *Scenario) eachURL(f func(path, u string)) {
	if isURL(s.Target.Login.Path) {
		f("target.login.path", s.Target.Login.Path)
	}
	s.eachRequest(func(path string, r *Request) {
		if isURL(r.Path) {
			f(path+".path", r.Path)
		}
	})
}

// isURL is the documents' own rule for a URL that bypasses the domain.
func isURL(path string) bool {
	return strings.HasPrefix(path, "http://") || strings.HasPrefix(path, "https://")
}

// originOf cuts a URL to scheme and host, as WeChat's list of domains has them.
// A text that is no URL is its own origin.
func originOf(text string) string {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" {
		return text
	}
	return u.Scheme + "://" + strings.ToLower(u.Host)
}

// shapeDefaults returns a target with the fields that a shape determines, after
// the five documents and the servers that they describe.
func shapeDefaults(shape string) Target {
	t := Target{
		Login:       LoginCall{Path: "/login", Token: "data.token", ExpiresIn: "data.expires_in"},
		Token:       TokenPlace{Name: "Authorization"},
		AuthFailure: AuthFailure{Status: []int{401}},
		Result:      "data",
		DevServer:   DevServer{AuthFailure: "http401"},
	}
	switch shape {
	case "template":
		t.Login.Token, t.Login.ExpiresIn, t.Result = "result.token", "result.expires_in", "result"
		t.AuthFailure = AuthFailure{Body: codeIs("40100")}
		t.Success.Body = codeIs("20000")
		t.DevServer.AuthFailure = "body40100"
	case "egg":
		t.Login = LoginCall{Path: "/user/login", Token: "token", ExpiresIn: "expires_in"}
	case "userclass":
		t.Login.Token, t.Login.ExpiresIn = "data", "expires_in"
		t.Token.Name = "sessionKey"
	}
	return t
}

func codeIs(value string) BodyMatch {
	return BodyMatch{Path: "code", Values: []json.RawMessage{json.RawMessage(value)}}
}

// complete fills the fields that are not set from a shape.
func (t Target) complete(shape string) Target {
	d := shapeDefaults(shape)
	t.Shape = shape
	t.Login.Path = cmp.Or(t.Login.Path, d.Login.Path)
	t.Login.Token = cmp.Or(t.Login.Token, d.Login.Token)
	t.Login.ExpiresIn = cmp.Or(t.Login.ExpiresIn, d.Login.ExpiresIn)
	t.Token.Name = cmp.Or(t.Token.Name, d.Token.Name)
	t.Result = cmp.Or(t.Result, d.Result)
	if t.AuthFailure.none() {
		t.AuthFailure = d.AuthFailure
		switch t.DevServer.AuthFailure {
		case "http401":
			t.AuthFailure = AuthFailure{Status: []int{401}}
		case "body40100":
			t.AuthFailure = AuthFailure{Body: codeIs("40100")}
		}
	}
	if len(t.Success.Status) == 0 && t.Success.Body.none() {
		t.Success = d.Success
	}
	if len(t.KeyDisplaced.Status) == 0 && t.KeyDisplaced.Body.none() {
		t.KeyDisplaced.Body = codeIs("42201")
	}
	t.DevServer.AuthFailure = cmp.Or(t.DevServer.AuthFailure, d.DevServer.AuthFailure)
	return t
}

func (a AuthFailure) none() bool { return len(a.Status) == 0 && a.Body.none() }

func (m BodyMatch) none() bool { return m.Path == "" && len(m.Values) == 0 }
