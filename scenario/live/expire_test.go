package live_test

import (
	"net/http"
	"os/exec"
	"strings"
	"sync"
	"testing"
)

// operated is a target whose tokens its operator ends: all of them by POST /admin/expire,
// those of one user by DELETE /admin/USER.
type operated struct {
	mu    sync.Mutex
	calls []string
}

func (o *operated) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.calls = append(o.calls, r.Method+" "+r.URL.Path+" "+r.Header.Get("X-Key"))
	if r.Header.Get("X-Key") == "" {
		w.WriteHeader(http.StatusForbidden)
	}
}

// before serves the operator's calls, and leaves the others to a target.
func (o *operated) before(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/admin/") {
			o.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

const operatedFlow = "clients: {count: 4}\nrepeat: 1\nload: {duration: 20s}\nflow: [launch, {page: a, requests: [a GET /api/a]}, {think: 300ms}, {page: b, requests: [b GET /api/b]}]\n"

func TestTokensExpireAsTheScenarioSays(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		event string // TARGET is its base URL
		calls int    // of the operator
		note  string
		fails string // in the books' notes
	}{
		"by a call":                  {"{at: 100ms, expire: tokens, by: {url: TARGET/admin/expire, header: {X-Key: k}}}", 1, "tokens expired by POST http://127.0.0.1", ""},
		"by a call for each client":  {`{at: 100ms, expire: tokens, share: 50%, by: {method: DELETE, url: "TARGET/admin/{{user}}", header: {X-Key: "k-{{user}}"}}}`, 2, "tokens expired by DELETE", ""},
		"by a call that is refused":  {"{at: 100ms, expire: tokens, by: {url: TARGET/admin/expire}}", 1, "", "an event did not happen: POST http://127.0.0.1"},
		"at the gate":                {"{at: 100ms, expire: tokens, by: gate}", 0, "tokens expired at the clients, as events say", ""},
		"at the gate, by themselves": {"{at: 100ms, expire: tokens}", 0, "tokens expired at the clients, since the target has no control calls", ""},
		"by a command":               {`{at: 100ms, expire: tokens, by: {command: [sh, -c, "test $(wc -l) = 4"]}}`, 0, "tokens expired by the command sh", ""},
		"by a command that fails":    {`{at: 100ms, expire: tokens, share: 50%, by: {command: [sh, -c, "cat >&2; exit 3"]}}`, 0, "", "an event did not happen: the command sh: exit status 3: u"},
		"by no command":              {`{at: 100ms, expire: tokens, by: {command: [no-such-program]}}`, 0, "", "the command no-such-program"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := exec.LookPath("sh"); err != nil && strings.Contains(c.event, "[sh") {
				t.Skip("no shell here")
			}
			o := &operated{}
			w := newWorld(t, o.before)
			r := run(t, w.foreign()+operatedFlow+"events: ["+strings.ReplaceAll(c.event, "TARGET", w.Target)+"]\n")
			if len(o.calls) != c.calls {
				t.Errorf("the operator was called: %q", o.calls)
			}
			for _, call := range o.calls {
				if strings.Contains(call, "{{") {
					t.Errorf("a placeholder was sent: %s", call)
				}
			}
			notes, books := strings.Join(r.Notes, "\n"), strings.Join(r.Books.Notes, "\n")
			if !strings.Contains(notes, c.note) || !strings.Contains(books, c.fails) || c.fails == "" && strings.Contains(books, "did not happen") {
				t.Errorf("notes %q, books %q", notes, books)
			}
		})
	}
}

// A request's token dies at the gate although the target could be asked.
func TestTheGateServesATargetWithControlCallsToo(t *testing.T) {
	t.Parallel()
	r := run(t, "app: {domains: {develop: embedded}}\nclients: {count: 4, initial: {valid: 100%, none: 0%}}\nrepeat: 1\nload: {duration: 20s}\nevents: [{at: 1ms, expire: tokens, by: gate}]\n"+
		"flow: [launch, {think: 200ms}, {page: b, requests: [b GET /api/b]}]\n")
	if r.Requests.AuthFailuresSeen != 4 || r.Logins.Started != 4 || r.Logins.Duplicate.Total != 0 || r.Requests.OK != 4 {
		t.Errorf("%+v, %+v", r.Requests, r.Logins)
	}
}
