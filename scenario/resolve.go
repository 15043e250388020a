package scenario

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
)

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

// RefreshTokens is how often a refresh token of the target works: "once" or "always"; empty
// where it gives none. Of an embedded server the file says it. What another one does nobody
// knows: that it works once is the harder case.
func (s *Scenario) RefreshTokens() string {
	switch {
	case s.Target.Refresh.Path == "":
		return ""
	case s.EmbeddedTarget() && !s.Target.DevServer.Refresh.OneTime:
		return "always"
	default:
		return "once"
	}
}

// EmbeddedMock reports whether wxload starts the mock WeChat itself.
func (s *Scenario) EmbeddedMock() bool { return s.Mock.URL == "" }

// Resolve returns a copy with the values to run with: the fields of the target
// that are not set follow from its shape, its URL is the current environment's
// domain, the allowed domains are complete, and Embedded is replaced by
// embeddedURL, the base URL of the server that was started. shape is that of the
// backend which the wrapper was written for; it counts where target.shape is auto.
// So are the further targets; further has their URLs where they are embedded, and empty
// texts for others; it may have none where nothing is to be sent.
// The copy shares the flow with s. It fails for a shape that nobody knows.
func (s *Scenario) Resolve(shape, embeddedURL string, further ...string) (*Scenario, error) {
	r := *s
	var err error
	if r.Target, err = s.Target.complete(shape); err != nil {
		return nil, err
	}
	if r.Targets, err = s.resolveTargets(shape, further); err != nil {
		return nil, err
	}
	replace := func(u string) string {
		if u == Embedded {
			return embeddedURL
		}
		if t := r.targetAt(u); t != nil {
			return originOf(t.URL)
		}
		return u
	}
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
	if r.Wrapper.RefreshKey == "" && r.Target.Refresh.Path != "" {
		r.Wrapper.RefreshKey = r.Target.Refresh.Name
	}
	r.Thresholds = s.EffectiveThresholds()
	return &r, nil
}

// OtherDomains returns the origins of the domains of other environments, as far as they
// are not the target, too, or among target.hosts.
func (s *Scenario) OtherDomains() []string {
	var others []string
	for _, env := range []string{"develop", "trial", "release"} {
		if domain := s.App.Domains.For(env); domain != "" && env != s.App.Env {
			others = append(others, domain)
		}
	}
	return s.elsewhere(others)
}

// Elsewhere returns the origins that requests may name and that are not the target:
// [Scenario.OtherDomains], and the allowed domains.
func (s *Scenario) Elsewhere() []string {
	others := append(s.OtherDomains(), s.elsewhere(s.allowed())...)
	slices.Sort(others)
	return slices.Compact(others)
}

// elsewhere are the origins of domains that are not the target's.
func (s *Scenario) elsewhere(domains []string) []string {
	own := append(origins(s.Target.Hosts), originOf(s.TargetURL()))
	return slices.DeleteFunc(origins(domains), func(o string) bool { return slices.Contains(own, o) })
}

// TargetHosts returns the origins of target.hosts in their usual spelling.
func (s *Scenario) TargetHosts() []string { return origins(s.Target.Hosts) }

// allowed returns the request domains: those of the file, or else the targets
// and the origins of the absolute URLs. Of an embedded further target it is the host.
func (s *Scenario) allowed() []string {
	if len(s.App.AllowedDomains) > 0 {
		return s.App.AllowedDomains
	}
	domains := []string{originOf(s.TargetURL())}
	for i := range s.Targets {
		domains = append(domains, originOf(s.Targets[i].Host))
	}
	s.eachURL(func(_, u string) { domains = append(domains, originOf(u)) })
	slices.Sort(domains[1:])
	return slices.Compact(domains)
}

// eachURL calls f with the path and text of each absolute URL that requests go to.
func (s *Scenario) eachURL(f func(path, u string)) {
	s.Target.eachURL("target", f)
	for i := range s.Targets {
		s.Targets[i].eachURL(index("targets", i), f)
	}
	s.eachRequest(func(path string, r *Request) {
		if isURL(r.Path) {
			f(path+".path", r.Path)
		}
	})
}

// eachURL does the same for those of a target at that path of the file.
func (t *Target) eachURL(at string, f func(path, u string)) {
	if isURL(t.Login.Path) {
		f(at+".login.path", t.Login.Path)
	}
	if isURL(t.Login.Ticket.Path) {
		f(at+".login.ticket.path", t.Login.Ticket.Path)
	}
	if isURL(t.Bind.Path) {
		f(at+".bind.path", t.Bind.Path)
	}
	if isURL(t.Refresh.Path) {
		f(at+".refresh.path", t.Refresh.Path)
	}
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
	host := plainHost(u.Hostname())
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if u.Port() != "" {
		host += ":" + u.Port()
	}
	return strings.ToLower(u.Scheme) + "://" + host
}
