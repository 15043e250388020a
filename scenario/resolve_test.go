package scenario

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// backend is one line about how a resolved target is spoken to.
func backend(t Target) string {
	match := func(status []int, m bodyMatch) string {
		parts := []string{}
		if len(status) > 0 {
			parts = append(parts, fmt.Sprint(status))
		}
		if m.Path != "" {
			parts = append(parts, fmt.Sprintf("%s=%s", m.Path, m.Values))
		}
		return strings.Join(parts, "+")
	}
	return fmt.Sprintf("%s %s %s:%s → %s; %s %s%q; failure %s; success %s; result %s", t.Login.Method, t.Login.Path, t.Login.Code.In, t.Login.Code.Name,
		t.Login.Token, t.Token.In, t.Token.Name, t.Token.Prefix, match(t.AuthFailure.Status, t.AuthFailure.Body), match(t.Success.Status, t.Success.Body), t.Result)
}

// resolved is the target that a scenario runs with.
func resolved(t *testing.T, s *Scenario, shape string) *Scenario {
	t.Helper()
	r, err := s.Resolve(shape, "http://127.0.0.1:4711")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestTheTargetsShapeIsThatOfTheWrapper(t *testing.T) {
	for shape, want := range map[string]string{
		"":          `flyjs POST /login body:code → data.token; header Authorization""; failure [401]; success ; result data`,
		"template":  `template POST /login body:code → result.token; header Authorization""; failure code=[40100]; success code=[20000]; result result`,
		"flyjs":     `flyjs POST /login body:code → data.token; header Authorization""; failure [401]; success ; result data`,
		"taro":      `taro POST /login body:code → data.token; header Authorization""; failure [401]; success ; result data`,
		"egg":       `egg POST /user/login body:code → token; header Authorization""; failure [401]; success ; result data`,
		"userclass": `userclass POST /login body:code → data; header sessionKey""; failure [401]; success ; result data`,
	} {
		target := resolved(t, newScenario(), shape).Target
		if got := target.Shape + " " + backend(target); got != want {
			t.Errorf("%s:\n got %s\nwant %s", shape, got, want)
		}
	}
	s := mustParse(t, "target: {shape: egg}")
	if got := resolved(t, s, "template").Target.Shape; got != "egg" {
		t.Errorf("the file says egg, and the target has the shape %s", got)
	}
	if _, err := newScenario().Resolve("vue", ""); err == nil || !strings.Contains(err.Error(), "want template") {
		t.Errorf("a shape that nobody knows: %v", err)
	}
}

func TestAWrapperWhoseShapeNobodyKnowsIsRefused(t *testing.T) {
	s := newScenario()
	s.Wrapper.ID, s.Flow = "mine", []Step{{Kind: StepLaunch}}
	if err := s.Validate(Options{Wrappers: map[string]string{"mine": "template"}}); err != nil {
		t.Errorf("a known one: %v", err)
	}
	err := s.Validate(Options{Wrappers: map[string]string{"mine": "vue"}})
	if err == nil || !strings.Contains(err.Error(), `wrapper.id: unknown shape "vue"`) {
		t.Errorf("an unknown one: %v", err)
	}
}

func TestEveryBackendOfTheDocumentsCanBeWritten(t *testing.T) {
	for _, tt := range []struct{ name, yaml, want string }{
		{"code in a header, encrypted data beside it", `login: {method: GET, path: /user/login, code: {in: header, name: X-WX-Code}, header: {X-WX-Encrypted-Data: abc}, token: session.id}`,
			`GET /user/login header:X-WX-Code → session.id; header Authorization""; failure [401]; success ; result data`},
		{"code in the query", `{url: "http://127.0.0.1:3000", login: {method: GET, path: "https://sso.example.com/login?app=1", code: {in: query, name: js_code}}}`,
			`GET https://sso.example.com/login?app=1 query:js_code → data.token; header Authorization""; failure [401]; success ; result data`},
		{"a Bearer prefix", `token: {prefix: "Bearer "}`,
			`POST /login body:code → data.token; header Authorization"Bearer "; failure [401]; success ; result data`},
		{"the token in the query", `token: {in: query, name: access_token}`,
			`POST /login body:code → data.token; query access_token""; failure [401]; success ; result data`},
		{"a list of success codes", `success: {body: {path: code, values: [0, 200, "ok"]}}`,
			`POST /login body:code → data.token; header Authorization""; failure [401]; success code=[0 200 "ok"]; result data`},
		{"failure by status or by code", `auth_failure: {status: [401, 403], body: {path: errno, values: [1001, 1002]}}`,
			`POST /login body:code → data.token; header Authorization""; failure [401 403]+errno=[1001 1002]; success ; result data`},
		{"the stand-in with body codes", `devserver: {auth_failure: body40100}`,
			`POST /login body:code → data.token; header Authorization""; failure code=[40100]; success ; result data`},
		{"the template's shape, its result elsewhere", `{shape: template, result: payload}`,
			`POST /login body:code → result.token; header Authorization""; failure code=[40100]; success code=[20000]; result payload`},
	} {
		text := "target: " + strings.TrimSpace(tt.yaml)
		if !strings.HasPrefix(tt.yaml, "{") {
			text = "target:\n  " + tt.yaml
		}
		s := mustParse(t, text)
		if got := backend(resolved(t, s, "").Target); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.name, got, tt.want)
		}
	}
}

func TestEveryWrapperSettingOfTheDocumentsCanBeWritten(t *testing.T) {
	s := mustParse(t, `
app:
  env: trial
  domains: {develop: "http://127.0.0.1:3000", trial: "http://127.0.0.1:3001", release: ""}
wrapper:
  id: template
  poll_delay: 200ms
  timeout: 12s
  token_key: Authorization
  content_type: application/x-www-form-urlencoded
  header: {X-Version: 1.2}
  whitelist: [/login, /public]
platform: {slots: 5, overflow: drop}
flow:
  - launch
  - page: home
    requests:
      - {name: a, path: /a, identity: false}
      - {name: b, path: "http://127.0.0.1:9/b", header: {content-type: text/plain}}
`)
	w := s.Wrapper
	if w.PollDelay.String() != "200ms" || w.Timeout.String() != "12s" || w.TokenKey != "Authorization" || w.Header["X-Version"] != "1.2" || len(w.Whitelist) != 2 {
		t.Errorf("wrapper %+v", w)
	}
	if s.TargetURL() != "http://127.0.0.1:3001" || s.Platform.Slots != 5 || s.Platform.Overflow != "drop" {
		t.Errorf("target %s, platform %+v", s.TargetURL(), s.Platform)
	}
}

func TestResolveReplacesEmbedded(t *testing.T) {
	s := mustParse(t, "app:\n  domains: {develop: embedded, release: https://example.com}\n  allowed_domains: [embedded, 'http://127.0.0.1:9']")
	r := resolved(t, s, "")
	if r.Target.URL != "http://127.0.0.1:4711" || r.App.Domains.Develop != r.Target.URL || r.Target.Control != r.Target.URL {
		t.Errorf("target %+v, domains %+v", r.Target.URL, r.App.Domains)
	}
	if want := []string{"http://127.0.0.1:4711", "http://127.0.0.1:9"}; !reflect.DeepEqual(r.App.AllowedDomains, want) {
		t.Errorf("allowed %v, want %v", r.App.AllowedDomains, want)
	}
	if r.Wrapper.TokenKey != "Authorization" || len(r.Thresholds) != 5 {
		t.Errorf("token key %q, thresholds %v", r.Wrapper.TokenKey, r.Thresholds)
	}
	if s.TargetURL() != Embedded || s.App.Domains.Develop != Embedded || s.App.AllowedDomains[0] != Embedded || s.Target.Login.Path != "" {
		t.Error("Resolve changed the scenario itself")
	}
}

func TestTheTargetsURLReplacesTheDomain(t *testing.T) {
	s := mustParse(t, "app: {domains: {develop: 'http://127.0.0.1:3000', trial: 'http://127.0.0.1:3001'}}\ntarget: {url: 'http://127.0.0.1:4000/base'}")
	r := resolved(t, s, "")
	if r.App.Domains.Develop != "http://127.0.0.1:4000/base" || r.App.Domains.Trial != "http://127.0.0.1:3001" {
		t.Errorf("domains %+v", r.App.Domains)
	}
	if want := []string{"http://127.0.0.1:4000"}; !reflect.DeepEqual(r.App.AllowedDomains, want) {
		t.Errorf("allowed %v, want %v: other environments are not reachable unless the file says so", r.App.AllowedDomains, want)
	}
}

func TestOriginsThatAreNotTheTarget(t *testing.T) {
	const domains = "app: {domains: {develop: 'http://127.0.0.1:3000/v1', trial: 'https://Trial.example.com', release: 'https://api.example.com'}"
	for name, c := range map[string]struct {
		text              string
		others, elsewhere []string
	}{
		"other environments": {domains + "}", []string{"https://trial.example.com", "https://api.example.com"},
			[]string{"https://api.example.com", "https://trial.example.com"}},
		"but for those that stand for it": {domains + "}\ntarget: {hosts: ['https://API.example.com']}", []string{"https://trial.example.com"},
			[]string{"https://trial.example.com"}},
		"allowed domains": {"app: {allowed_domains: [embedded, 'https://pay.example.com/x']}", nil, []string{"https://pay.example.com"}},
		"nothing":         {"app: {domains: {develop: embedded, release: embedded}}", nil, nil},
	} {
		s := mustParse(t, c.text)
		if got := s.OtherDomains(); !slices.Equal(got, c.others) {
			t.Errorf("%s: other domains %q, want %q", name, got, c.others)
		}
		if got := s.Elsewhere(); !slices.Equal(got, c.elsewhere) {
			t.Errorf("%s: elsewhere %q, want %q", name, got, c.elsewhere)
		}
	}
}

func TestCheckSafety(t *testing.T) {
	const release = "app: {env: release, domains: {release: 'http://127.0.0.1:3000'}}"
	for _, tt := range []struct {
		name, yaml string
		hosts      []string
		release    bool
		want       string // part of the error; "" accepts
	}{
		{"embedded", "", nil, false, ""},
		{"embedded release", "app: {env: release}", nil, false, ""},
		{"loopback", "target: {url: 'http://127.0.0.1:3000'}", nil, false, ""},
		{"all of 127/8", "target: {url: 'http://127.9.8.7'}", nil, false, ""},
		{"IPv6 loopback", "target: {url: 'http://[::1]:3000'}", nil, false, ""},
		{"mapped loopback", "target: {url: 'http://[::ffff:127.0.0.1]:3000'}", nil, false, ""},
		{"localhost", "target: {url: 'http://LOCALHOST.:3000'}", nil, false, ""},
		{"allowed as an absolute name", "target: {url: 'https://example.com'}", []string{"Example.com."}, false, ""},
		{"allowed as an absolute name with its port", "target: {url: 'https://example.com.:8443'}", []string{"EXAMPLE.com.:8443"}, false, ""},
		{"allowed IPv6 with its port", "target: {url: 'http://[2001:DB8::1]:80'}", []string{"[2001:db8::1]:80"}, false, ""},
		{"below localhost", "target: {url: 'http://api.localhost:3000'}", nil, false, ""},
		{"every interface", "target: {url: 'http://0.0.0.0:3000'}", nil, false, "--allow-host 0.0.0.0"},
		{"LAN", "target: {url: 'http://192.168.0.104:7001'}", nil, false, "--allow-host 192.168.0.104"},
		{"a name", "target: {url: 'https://example.com'}", nil, false, "example.com:443 is not on this machine"},
		{"a name like loopback", "target: {url: 'http://127.0.0.1.example.com'}", nil, false, "--allow-host 127.0.0.1.example.com"},
		{"a short address", "target: {url: 'http://127.1:3000'}", nil, false, "--allow-host 127.1"},
		{"allowed", "target: {url: 'https://Example.com'}", []string{"example.COM"}, false, ""},
		{"allowed with its port", "target: {url: 'https://example.com:8443'}", []string{"example.com:8443"}, false, ""},
		{"allowed with another port", "target: {url: 'https://example.com:8443'}", []string{"example.com:443"}, false, "example.com:8443"},
		{"allowed IPv6", "target: {url: 'http://[2001:db8::1]:80'}", []string{"2001:db8::1"}, false, ""},
		{"an absolute URL in the flow", "flow:\n  - launch\n  - page: a\n    requests: ['https://cdn.example.com/x']", nil, false, "cdn.example.com:443"},
		{"an absolute login", "target: {url: 'http://127.0.0.1:3000', login: {path: 'https://sso.example.com/login'}}", nil, false, "sso.example.com:443"},
		{"an allowed domain", "app: {allowed_domains: [embedded, 'https://example.com']}", nil, false, "example.com:443"},
		{"a mock elsewhere", "mock: {url: 'http://10.0.0.1:9090'}", nil, false, "10.0.0.1:9090"},
		{"another environment's domain is never sent to", "app: {domains: {develop: embedded, release: 'https://example.com'}}", nil, false, ""},
		{"release on a loopback port", release, nil, false, "--allow-release"},
		{"release allowed", release, nil, true, ""},
	} {
		err := CheckSafety(mustParse(t, tt.yaml), tt.hosts, tt.release)
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: error %v, want %q", tt.name, err, tt.want)
		}
	}
}

func TestAHostIsTheSameInAnySpelling(t *testing.T) {
	s := mustParse(t, "target: {url: 'https://Example.com.:8443'}\napp: {allowed_domains: ['https://example.COM:8443']}\n"+
		"flow:\n  - launch\n  - page: a\n    requests: ['a GET https://example.com:8443/x']")
	permits := s.Permits([]string{"Allowed.example:8443", " 2001:db8::1"})
	for host, want := range map[string]bool{
		"localhost": true, "LOCALHOST": true, "localhost.": true, "LocalHost.": true, "api.localhost.": true, "127.0.0.9": true, "::1": true, "[::1]": true,
		"example.com": true, "EXAMPLE.com.": true, "allowed.EXAMPLE.": true, "2001:db8::1": true, "evil.example": false, "localhost.example": false, "127.0.0.1.example": false, "": false, ".": false,
	} {
		if got := permits(host); got != want {
			t.Errorf("%q is permitted: %v, want %v", host, got, want)
		}
	}
}

func TestHostsOfAnEmbeddedRunAreNone(t *testing.T) {
	if hosts := Default().Hosts(); len(hosts) != 0 {
		t.Errorf("hosts %v", hosts)
	}
}
