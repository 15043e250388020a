package live_test

import (
	"net/http"
	"regexp"
	"sync"
	"testing"
)

// traces keeps the traceparents that a target got, by path.
type traces struct {
	mu     sync.Mutex
	byPath map[string][]string
}

// around fails /api/broken.
func (s *traces) around(dev http.Handler) http.Handler {
	s.byPath = map[string][]string{}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.byPath[r.URL.Path] = append(s.byPath[r.URL.Path], r.Header.Get("Traceparent"))
		s.mu.Unlock()
		if r.URL.Path == "/api/broken" {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		dev.ServeHTTP(w, r)
	})
}

// has reports whether a request to a path was in a trace.
func (s *traces) has(path, trace string) bool {
	for _, value := range s.byPath[path] {
		if len(value) == 55 && value[3:35] == trace {
			return true
		}
	}
	return false
}

const tracedFlow = `
clients: {count: 5}
load: {duration: 2s}
repeat: 2
thresholds: []
flow:
  - launch
  - page: home
    requests: [home.me GET /api/me, home.broken GET /api/broken]
`

func TestATargetFindsTheTracesOfTheReport(t *testing.T) {
	t.Parallel()
	s := &traces{}
	r := run(t, newWorld(t, s.around).foreign()+"platform: {traceparent: true}\n"+tracedFlow)

	seen := map[string]bool{}
	for path, values := range s.byPath {
		for _, value := range values {
			if value == "" { // of the probe
				continue
			}
			if !regexp.MustCompile(`^00-[0-9a-f]{32}-[0-9a-f]{16}-01$`).MatchString(value) || seen[value[3:35]] {
				t.Fatalf("%s got the traceparent %q, which others had or which is none", path, value)
			}
			seen[value[3:35]] = true
		}
	}
	if len(seen) != int(r.Requests.Sends) {
		t.Errorf("%d traces for %d sends", len(seen), r.Requests.Sends)
	}
	if len(r.Failures) != 1 || !s.has("/api/broken", r.Failures[0].Trace) || !regexp.MustCompile(`, trace [0-9a-f]{32}$`).MatchString(r.Failures[0].Example) {
		t.Errorf("failures are %+v, want one with the trace that the target saw", r.Failures)
	}
	paths := map[string]string{"request home.me": "/api/me", "request home.broken": "/api/broken", "login ": "/login"}
	if len(r.Slowest) != len(paths) {
		t.Errorf("the slowest are %+v, want one of each of %v", r.Slowest, paths)
	}
	for i, slow := range r.Slowest {
		if !s.has(paths[slow.Of+" "+slow.Name], slow.Trace) || slow.DurationMS <= 0 || slow.Client < 1 || slow.AtMS < 0 {
			t.Errorf("the target did not see %+v", slow)
		}
		if i > 0 && slow.DurationMS > r.Slowest[i-1].DurationMS {
			t.Errorf("%+v is not in order", r.Slowest)
		}
	}
}

func TestNoRequestIsTracedUnlessTheScenarioSaysSo(t *testing.T) {
	t.Parallel()
	s := &traces{}
	r := run(t, newWorld(t, s.around).foreign()+tracedFlow)
	for path, values := range s.byPath {
		for _, value := range values {
			if value != "" {
				t.Errorf("%s got the traceparent %q", path, value)
			}
		}
	}
	if r.Slowest != nil || len(r.Failures) != 1 || r.Failures[0].Trace != "" {
		t.Errorf("traces in %+v, %+v", r.Slowest, r.Failures)
	}
}
