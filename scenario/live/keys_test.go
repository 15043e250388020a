package live_test

import (
	"encoding/base64"
	"encoding/hex"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/wxload/wxload/reports"
)

// visits is a load of five clients that ask who they are and send their profile,
// once in each run of their app.
func visits(wrapper string, launches int) string {
	return "clients: {count: 5}\nload: {duration: 20s}\nrepeat: 1\nwrapper: {id: " + wrapper + "}\nflow:\n" +
		strings.Repeat("  - launch\n  - {page: a, requests: [me GET /me]}\n  - profile\n", launches)
}

// count is how often a class was seen, and by how many clients.
func count(r *reports.Report, class string) (times, clients int64) {
	for _, d := range r.Defects {
		if d.Class == class {
			return d.Count, d.Clients
		}
	}
	return 0, 0
}

func TestAKeyThatALaterLoginDisplacedIsSeen(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		habits   habits
		wrapper  string
		launches int
		want     int64
	}{
		"the first key is kept, two logins":  {habits{keepsFirstKey: true}, "callback", 2, 5},
		"the first key is kept, one login":   {habits{keepsFirstKey: true}, "reference", 2, 0},
		"the newest key is kept, two logins": {habits{}, "callback", 2, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for where, servers := range map[string]string{"embedded": test.habits.embedded(t), "foreign": test.habits.foreign(t)} {
				r := run(t, servers+visits(test.wrapper, test.launches))
				if times, clients := count(r, "session-key-displaced"); times != test.want || clients != test.want {
					t.Errorf("%s mock: seen %d times by %d clients, want %d: %+v", where, times, clients, test.want, r.Defects)
				}
				says := slices.ContainsFunc(r.Notes, func(n string) bool {
					return strings.Contains(n, "With rotate: 10m, this run, which is shorter, would have shown none")
				})
				if want := test.want > 0 && where == "embedded"; says != want {
					t.Errorf("%s mock: a note on the rotation: %v, want %v: %q", where, says, want, r.Notes)
				}
				if sent := r.Requests.ByName["profile"]; sent.Issued != 10 || sent.OK+sent.Rejected != 10 || sent.Rejected != test.want {
					t.Errorf("%s mock: profiles %+v, failures %+v", where, sent, r.Failures)
				}
			}
		})
	}
}

func TestDataThatWasSealedBeforeALoginIsSeen(t *testing.T) {
	t.Parallel()
	for wrapper, want := range map[string]int64{"flyjs-lazy": 5, "reference": 0} {
		t.Run(wrapper, func(t *testing.T) {
			t.Parallel()
			for where, servers := range map[string]string{"embedded": habits{forgets: true}.embedded(t), "foreign": habits{forgets: true}.foreign(t)} {
				r := run(t, servers+visits(wrapper, 1))
				if times, clients := count(r, "sealed-before-login"); times != want || clients != want {
					t.Errorf("%s mock: seen %d times by %d clients, want %d: %+v", where, times, clients, want, r.Defects)
				}
				if times, _ := count(r, "session-key-displaced"); times > 0 {
					t.Errorf("%s mock: a displaced key was seen: %+v", where, r.Defects)
				}
				if sent := r.Requests.ByName["profile"]; sent.Issued != 5 || want == 0 && sent.OK != 5 {
					t.Errorf("%s mock: profiles %+v, failures %+v", where, sent, r.Failures)
				}
			}
		})
	}
}

func TestTheEmbeddedServersKeysOpenTheProfilesOfReference(t *testing.T) {
	t.Parallel()
	for _, shape := range []string{"template", "flyjs", "taro", "egg", "userclass"} {
		yaml := "app: {domains: {develop: embedded}}\ntarget: {shape: " + shape + ", identity: " +
			map[bool]string{true: "result.openid", false: "data.openid"}[shape == "template"] + "}\n"
		r := run(t, yaml+visits("reference", 2))
		if sent := r.Requests.ByName["profile"]; sent.OK != 10 || len(r.Defects) > 0 {
			t.Errorf("%s: profiles %+v, defects %+v", shape, sent, r.Defects)
		}
	}
}

func TestASessionThatIsOverGivesNoProfileToSend(t *testing.T) {
	t.Parallel()
	r := run(t, "app: {domains: {develop: embedded}}\n"+
		strings.Replace(visits("flyjs-lazy", 2), "count: 5", "count: 5, initial: {valid: 100%}, session: {valid: 0%, invalid: 100%}", 1))
	if sent := r.Requests.ByName["profile"]; sent.Issued != 0 || r.Requests.OK != 10 {
		t.Errorf("profiles %+v, all %+v", sent, r.Requests.Outcomes)
	}
}

func TestAKeyInAnAnswerIsSeen(t *testing.T) {
	t.Parallel()
	raw := func(key string) []byte {
		b, _ := base64.StdEncoding.DecodeString(key)
		return b
	}
	for name, test := range map[string]struct {
		leaks func(key string, w http.ResponseWriter) string
		want  int64
	}{
		"as WeChat wrote it": {func(key string, _ http.ResponseWriter) string { return `{"session_key":"` + key + `"}` }, 10},
		"in hex":             {func(key string, _ http.ResponseWriter) string { return hex.EncodeToString(raw(key)) }, 10},
		"as it is":           {func(key string, _ http.ResponseWriter) string { return string(raw(key)) }, 10},
		"in a cookie": {func(key string, w http.ResponseWriter) string {
			http.SetCookie(w, &http.Cookie{Name: "k", Value: strings.TrimRight(key, "=") + "%3D%3D"})
			return ""
		}, 10},
		"not at all": {nil, 0},
		"in parts":   {func(key string, _ http.ResponseWriter) string { return key[:12] + " " + key[12:] }, 0},
		"another key": {func(string, http.ResponseWriter) string {
			return `{"session_key":"HyVFkGl5F5OQWJZZaNzBBg=="}`
		}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := run(t, (habits{leaks: test.leaks}).embedded(t)+visits("reference", 2))
			if times, _ := count(r, "session-key-leaked"); times != test.want {
				t.Errorf("seen %d times, want %d", times, test.want)
			}
			if why := r.Unseen["session-key-leaked"]; why != "" {
				t.Errorf("it is said to be unseen: %s", why)
			}
		})
	}
}

func TestLeaksOfKeysThatNobodyKnowsAreSaidToBeUnknown(t *testing.T) {
	t.Parallel()
	r := run(t, (habits{}).foreign(t)+visits("reference", 1))
	if why := r.Unseen["session-key-leaked"]; why == "" {
		t.Errorf("unseen are %q", r.Unseen)
	}
}

func TestALoginThatWeChatNeverAcceptedIsSeen(t *testing.T) {
	t.Parallel()
	const fault = "faults: [{endpoint: jscode2session, rate: 100%}]"
	for name, test := range map[string]struct {
		habits habits
		faults string
		want   int64
	}{
		"a server that takes errors for logins":        {habits{takesErrors: true}, fault, 5},
		"the same server, and a WeChat without errors": {habits{takesErrors: true}, "faults: []", 0},
		"an honest server":                             {habits{}, fault, 0},
		"one that asks twice, and takes the refusal":   {habits{takesErrors: true, asksTwice: true}, "faults: []", 5},
		"the same, and it mixes users up":              {habits{takesErrors: true, asksTwice: true, mixesUsers: true}, "faults: []", 5},
		"an honest server, and a busy WeChat":          {habits{}, "faults: [{endpoint: jscode2session, rate: 30%}]", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			yaml := strings.Replace(test.habits.embedded(t), "faults: []", test.faults, 1)
			r := run(t, yaml+visits("reference", 1))
			if times, clients := count(r, "error-taken-for-login"); times != test.want || clients != test.want {
				t.Errorf("seen %d times by %d clients, want %d", times, clients, test.want)
			}
		})
	}
}

func TestAnAnswerThatNamesAnotherUserIsSeen(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		habits   habits
		identity string
		seen     bool
	}{
		"a server that mixes users up": {habits{mixesUsers: true}, "target: {identity: data.openid}\n", true},
		"an honest server":             {habits{}, "target: {identity: data.openid}\n", false},
		"a path that nobody set":       {habits{mixesUsers: true}, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for where, servers := range map[string]string{"embedded": test.habits.embedded(t), "foreign": test.habits.foreign(t)} {
				r := run(t, servers+test.identity+visits("reference", 3))
				if times, _ := count(r, "identity-mixed"); times > 0 != test.seen {
					t.Errorf("%s mock: seen %d times", where, times)
				}
			}
		})
	}
}

func TestClassesThatARunCannotSeeAreNamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	const (
		flow     = "clients: {count: 1}\nrepeat: 1\nflow: [launch, {page: a, requests: [me GET /me]}]\n"
		embedded = "app: {domains: {develop: embedded}}\n"
		identity = "target: {identity: data.openid}\n"
		mock     = "the mock WeChat runs in another process, and its session_keys cannot be searched for"
	)
	for name, test := range map[string]struct {
		yaml   string
		unseen map[string]string
	}{
		"the servers are the run's own": {embedded + identity, map[string]string{}},
		"no place for a user":           {embedded, map[string]string{"identity-mixed": "target.identity is not set"}},
		"no answer has that place":      {embedded + "target: {identity: data.uid}\n", map[string]string{"identity-mixed": "no answer names a user at target.identity"}},
		"a mock of somebody else":       {w.foreign() + identity, map[string]string{"session-key-leaked": mock}},
		"neither":                       {w.foreign(), map[string]string{"identity-mixed": "target.identity is not set", "session-key-leaked": mock}},
	} {
		test.unseen["token-regressed"] = "target.token.renewed is not set"
		for _, class := range []string{"duplicate-refresh", "refresh-token-reused"} {
			test.unseen[class] = "target.refresh is not set"
		}
		if r := run(t, test.yaml+flow); !maps.Equal(r.Unseen, test.unseen) {
			t.Errorf("%s: %q, want %q", name, r.Unseen, test.unseen)
		}
	}
}
