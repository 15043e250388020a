package scenario

import (
	"cmp"
	"slices"
	"strings"

	"github.com/wxload/wxload/reports/suggest"
)

// FurtherTarget is a developer server beside the first one, [Scenario.Target]: another
// backend of the same mini program, with logins and tokens of its own. Which of them a
// request goes to follows from its URL.
type FurtherTarget struct {
	Host       string `yaml:"host" format:"origin" doc:"Origin that the app calls to reach it, such as https://pay.example.com: what the wrapper, or a request of the flow, sends there goes to url. Nothing else goes to it."`
	TokenKey   string `yaml:"token_key" format:"name" unset:"the name of the header or parameter that carries the token, and the host: Authorization@https://pay.example.com" doc:"Key under which its token lies in the storage. Where your own code keeps it under another, name that."`
	RefreshKey string `yaml:"refresh_key" format:"name" unset:"refresh.name and the host, likewise" doc:"Key under which its refresh token lies there, where it gives those."`
	Target
}

// maxTargets bounds the targets of one scenario, the first one included: WeChat lets an app
// log in four times a second.
const maxTargets = 4

// Embedded reports whether wxload starts the target itself.
func (t *FurtherTarget) Embedded() bool { return t.URL == "" || t.URL == Embedded }

// Origins are those that the app calls to reach the target.
func (t *FurtherTarget) Origins() []string { return origins(append([]string{t.Host}, t.Hosts...)) }

// resolve fills in what is not set, as [Scenario.Resolve] does for the first target.
func (t FurtherTarget) resolve(shape, embeddedURL string) (FurtherTarget, error) {
	var err error
	if t.Target, err = t.complete(shape); err != nil {
		return t, err
	}
	if t.Embedded() {
		t.URL, t.Control = embeddedURL, embeddedURL
	}
	t.TokenKey = cmp.Or(t.TokenKey, t.Token.Name+"@"+t.Host)
	if t.RefreshKey == "" && t.Refresh.Path != "" {
		t.RefreshKey = t.Refresh.Name + "@" + t.Host
	}
	return t, nil
}

// resolveTargets resolves the further targets. embedded has the URLs of those that are
// started here.
func (s *Scenario) resolveTargets(shape string, embedded []string) ([]FurtherTarget, error) {
	var all []FurtherTarget
	for i, t := range s.Targets {
		at := ""
		if i < len(embedded) {
			at = embedded[i]
		}
		r, err := t.resolve(shape, at)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

// targetAt is the further target that a URL of the flow names by its origin; nil for any
// other URL, and for a path.
func (s *Scenario) targetAt(u string) *FurtherTarget {
	if len(s.Targets) == 0 || !isURL(u) {
		return nil
	}
	at := originOf(u)
	for i := range s.Targets {
		if slices.Contains(s.Targets[i].Origins(), at) {
			return &s.Targets[i]
		}
	}
	return nil
}

// TargetOf is the number of the target that a request of the flow goes to, from 0: of the
// further one that its URL names, or of the first.
func (s *Scenario) TargetOf(path string) int {
	for i := range s.Targets {
		if s.targetAt(path) == &s.Targets[i] {
			return i + 1
		}
	}
	return 0
}

// firstTarget is what an event calls the first target.
const firstTarget = "target"

// TargetsOf are the numbers of the targets whose tokens an event lets expire.
func (s *Scenario) TargetsOf(e *Event) []int {
	var all []int
	for n := range 1 + len(s.Targets) {
		if e.Target == "" || n == 0 && e.Target == firstTarget || n > 0 && originOf(e.Target) == originOf(s.Targets[n-1].Host) {
			all = append(all, n)
		}
	}
	return all
}

// ofTarget checks the target that an event names.
func (c *checker) ofTarget(path string, e *Event) {
	switch {
	case e.Target == "":
	case e.Expire != "tokens":
		c.report(path+".target", "%s expire at the mock WeChat, for all targets; delete this line", e.Expire)
	case len(c.s.TargetsOf(e)) == 0:
		hosts := []string{firstTarget}
		for i := range c.s.Targets {
			hosts = append(hosts, c.s.Targets[i].Host)
		}
		c.report(path+".target", "no target is called %q%s", shorten(e.Target), suggest.Hint(e.Target, hosts))
	case e.By.URL != "" || len(e.By.Command) > 0:
		c.report(path+".target", "whose tokens a call or a command lets expire is its own matter; delete this line")
	}
}

// pathAt is the path of a request, below whichever target it goes to. A URL of no target is
// itself.
func (s *Scenario) pathAt(u string) string {
	if s.targetAt(u) == nil {
		return u
	}
	_, rest, _ := strings.Cut(u, "://")
	_, path, _ := strings.Cut(rest, "/")
	return "/" + path
}

// targets checks what is said of the further targets together; each alone is checked as the
// first is.
func (c *checker) targets() {
	if more := len(c.s.Targets) + 1; more > maxTargets {
		c.report("targets", "%d targets with the first; at most %d, since WeChat lets an app log in 4 times a second", more, maxTargets)
	}
	keys := map[string]string{c.s.Wrapper.TokenKey: "wrapper.token_key"}
	seen := map[string]string{}
	for _, own := range append(c.s.TargetHosts(), originOf(c.s.TargetURL())) {
		seen[own] = "target"
	}
	for i := range c.s.Targets {
		path, t := index("targets", i), &c.s.Targets[i]
		if t.Host == "" {
			c.report(path+".host", "expected the origin that the app calls, such as https://pay.example.com")
			continue
		}
		c.portOfItsOwn(path, t)
		c.ownKeys(keys, path, t)
		named := t.Origins()
		if !t.Embedded() && !slices.Contains(named, originOf(t.URL)) {
			named = append(named, originOf(t.URL))
		}
		for _, origin := range named {
			if other := seen[origin]; other != "" {
				c.report(path, "%s belongs to %s already: which target a request goes to follows from its origin alone", origin, other)
			}
			seen[origin] = path
		}
		c.backend(path, &t.Target, t.Embedded())
	}
}

// portOfItsOwn refuses hosts with the port that their scheme has anyway: they are compared
// with the origins of requests as those are written.
func (c *checker) portOfItsOwn(path string, t *FurtherTarget) {
	for _, host := range append([]string{t.Host}, t.Hosts...) {
		scheme, rest, _ := strings.Cut(originOf(host), "://")
		if scheme == "https" && strings.HasSuffix(rest, ":443") || scheme == "http" && strings.HasSuffix(rest, ":80") {
			c.report(path+".host", "leave the port out of %s: %s has it anyway, and the URLs of requests do not name it", shorten(host), scheme)
		}
	}
}

// ownKeys refuses a key of the storage under which two targets would keep a token: each
// would take the other's for its own.
func (c *checker) ownKeys(taken map[string]string, path string, t *FurtherTarget) {
	for _, of := range []struct{ name, key string }{{"token_key", t.TokenKey}, {"refresh_key", t.RefreshKey}} {
		at := path + "." + of.name
		if other := taken[of.key]; of.key != "" && other != "" {
			c.report(at, "%q is the key of %s already; each token needs one of its own", shorten(of.key), other)
		}
		taken[of.key] = at
	}
}
