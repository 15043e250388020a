package live_test

import (
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/scenario/live"
	"github.com/wxload/wxload/scenario/live/backend"
	"github.com/wxload/wxload/scenario/live/internal/hostile"
)

// turningClients is how many clients meet a target that turns, and turningRequests
// how many requests each makes.
const (
	turningClients  = 8
	turningRequests = 6
)

// underATurn is a load whose target turns when all clients have had an answer. Where
// it gives no more answers, a small timeout must end the requests.
func underATurn(t *testing.T, timeout string, turn func(*hostile.Front)) *reports.Report {
	t.Helper()
	var front *hostile.Front
	var calm atomic.Int64
	turned := make(chan struct{})
	w := newWorld(t, func(next http.Handler) http.Handler {
		front = hostile.Before(t, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(rw, r)
			switch {
			case r.URL.Path == "/api/calm" && calm.Add(1) == 1+turningClients: // the probe's, too
				turn(front)
				close(turned)
			case r.URL.Path == "/api/turn":
				select {
				case <-turned:
				case <-t.Context().Done(): // a client's request came to grief before
				}
			}
		}))
		return next
	})
	return run(t, strings.ReplaceAll(w.foreign(), w.Target, front.URL)+`
wrapper: {timeout: `+timeout+`, login_deadline: 1m}
clients: {count: 8}
repeat: 1
load: {duration: 10m, drain: 1m}
flow:
  - launch
  - {page: calm, requests: [calm GET /api/calm]}
  - {page: turn, requests: [turn GET /api/turn]}
  - {page: late, requests: [b GET /api/b, c GET /api/c, d POST /api/d, e GET /public/e]}
`)
}

// elsewhere is the start of a redirect to another server.
func elsewhere(s *hostile.Server) hostile.Script { return hostile.Redirecting(s.URL + "/") }

func TestWhatHappensToATargetDuringTheLoadFailsTheRunAndIsNamed(t *testing.T) {
	t.Parallel()
	const head = "HTTP/1.1 200 OK\r\n"
	into := func(s hostile.Script) func(*hostile.Front) { return func(f *hostile.Front) { f.Turn(s) } }
	secure := func(fault hostile.Certificate) func(*hostile.Front) {
		return into(elsewhere(hostile.ServeTLS(t, fault, hostile.Answering(hostile.OK))))
	}
	plain := hostile.Serve(t, func(c *hostile.Conn) {
		c.Read(make([]byte, 4096)) // a greeting of TLS
		c.Answer("HTTP/1.1 400 Bad Request\r\n\r\n")
	})
	for name, test := range map[string]struct {
		turn   func(*hostile.Front)
		waits  bool // nothing but a timeout ends its requests
		reason string
	}{
		"killed":                           {func(f *hostile.Front) { f.Kill() }, false, "connection refused"},
		"frozen":                           {into(hostile.Frozen), true, "timeout"},
		"overloaded":                       {into(hostile.Overloaded(20, hostile.OK)), true, "timeout"},
		"overloaded, and says so":          {into(hostile.Status(503)), false, "HTTP 503"},
		"limiting the rate":                {into(hostile.Status(429)), false, "HTTP 429"},
		"failing":                          {into(hostile.Status(500)), false, "HTTP 500"},
		"rejecting every token":            {into(hostile.Status(401)), false, "HTTP 401"},
		"resetting":                        {into(hostile.Resetting), false, "connection reset"},
		"resetting within the body":        {into(hostile.ResettingWithin(head + "Content-Length: 9\r\n\r\nab")), false, "connection reset"},
		"closing":                          {into(hostile.AnsweringOnce("")), false, "closed without an answer"},
		"cutting its answers short":        {into(hostile.AnsweringOnce(head + "Content-Length: 9\r\n\r\nab")), false, "answer cut short"},
		"answering garbage":                {into(hostile.AnsweringOnce("\x00\x01garbage\r\n\r\n")), false, "answer is not HTTP"},
		"answering broken chunks":          {into(hostile.AnsweringOnce(head + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n")), false, "answer's chunks malformed"},
		"answering without an end":         {into(hostile.Endless(head+"\r\n", "x")), false, "answer too large"},
		"a head without an end":            {into(hostile.Endless(head+"A: ", "x")), false, "answer's head too large"},
		"a packed bomb":                    {into(hostile.Packed(50 << 20)), false, "answer too large"},
		"stalling within the head":         {into(hostile.Stalling(head + "A:")), true, "timeout"},
		"stalling within the body":         {into(hostile.Stalling(head + "Content-Length: 99\r\n\r\nab")), true, "timeout"},
		"redirecting in a circle":          {into(hostile.Redirecting("/again")), false, "too many redirects"},
		"redirecting to a dead one":        {func(f *hostile.Front) { dead := hostile.Serve(t, hostile.Frozen); dead.Kill(); f.Turn(elsewhere(dead)) }, false, "connection refused"},
		"redirecting to a wrong scheme":    {into(hostile.Redirecting("ftp://127.0.0.1/")), false, "invalid url"},
		"a certificate that nobody trusts": {secure(hostile.Certificate{}), false, "TLS: certificate of an unknown authority"},
		"an expired certificate":           {secure(hostile.Certificate{Expired: true}), false, "TLS: certificate expired"},
		"another host's certificate":       {secure(hostile.Certificate{OtherHost: true}), false, "TLS: certificate for another host"},
		"no TLS where it should be":        {into(hostile.Redirecting(strings.Replace(plain.URL, "http:", "https:", 1))), false, "TLS: protocol error"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timeout := "1m"
			if test.waits {
				timeout = "3s"
			}
			r := underATurn(t, timeout, test.turn)
			if q := r.Requests; q.Issued != turningClients*turningRequests || q.OK+q.Rejected != q.Issued || r.Clients.Finished != turningClients {
				t.Errorf("requests %+v, %d clients finished; want each to be settled", q.Outcomes, r.Clients.Finished)
			}
			checkFailures(t, r)
			checkOneLook(t, r, test.reason)
		})
	}
}

func TestATargetThatIsFrozenUntilTheEndFailsTheRunFromThenOn(t *testing.T) {
	t.Parallel()
	var front *hostile.Front
	var waiting atomic.Int32
	ended := make(chan struct{})
	w := newWorld(t, func(next http.Handler) http.Handler {
		front = hostile.Before(t, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			// It freezes when every client is there: one that still logged in
			// would wait for a token, and that is another reason.
			if r.URL.Path == "/api/last" {
				if waiting.Add(1) == 4 {
					front.Turn(hostile.Frozen)
				}
				<-ended
			}
			next.ServeHTTP(rw, r)
		}))
		return next
	})
	t.Cleanup(func() { close(ended) }) // before the server waits for its handlers
	r := run(t, strings.ReplaceAll(w.foreign(), w.Target, front.URL)+`
wrapper: {timeout: 30m, login_deadline: 30m}
clients: {count: 4}
load: {duration: 8s, drain: 1ms}
limits: {deadline: 1h}
flow: [launch, {page: a, requests: [calm GET /api/calm]}, {page: b, requests: [last GET /api/last]}, {page: c, requests: [late GET /api/late]}]
`)
	if r.Requests.Open == 0 || r.Requests.Hung != 0 || r.Clients.Finished != 0 {
		t.Errorf("requests %+v, %d clients finished", r.Requests.Outcomes, r.Clients.Finished)
	}
	checkFailures(t, r)
	checkOneLook(t, r, "unanswered at the end")
	for _, f := range r.Failures {
		if f.Reason == "unanswered at the end" && !strings.Contains(f.Example, " until the end") {
			t.Errorf("%+v", f)
		}
	}
}

func TestATargetThatStopsAndContinuesFailsNothing(t *testing.T) {
	t.Parallel()
	r := underATurn(t, "1m", func(f *hostile.Front) { f.Freeze(turningClients) })
	if r.Requests.OK != turningClients*turningRequests || r.Verdict != reports.VerdictPassed {
		t.Errorf("%s, requests %+v, failures %+v", r.Verdict, r.Requests.Outcomes, r.Failures)
	}
}

func TestATargetThatIsDeadAtTheStartKeepsTheLoadAway(t *testing.T) {
	t.Parallel()
	dead := hostile.Serve(t, hostile.Frozen)
	dead.Kill()
	for name, url := range map[string]string{
		"nobody listens":                   dead.URL,
		"frozen":                           hostile.Serve(t, hostile.Frozen).URL,
		"resetting":                        hostile.Serve(t, hostile.Resetting).URL,
		"closing":                          hostile.Serve(t, hostile.AnsweringOnce("")).URL,
		"answering garbage":                hostile.Serve(t, hostile.AnsweringOnce("garbage\r\n\r\n")).URL,
		"answering without an end":         hostile.Serve(t, hostile.Endless("HTTP/1.1 200 OK\r\n\r\n", "x")).URL,
		"redirecting in a circle":          hostile.Serve(t, hostile.Redirecting("/again")).URL,
		"a certificate that nobody trusts": hostile.ServeTLS(t, hostile.Certificate{}, hostile.Answering(hostile.OK)).URL,
		"an expired certificate":           hostile.ServeTLS(t, hostile.Certificate{Expired: true}, hostile.Answering(hostile.OK)).URL,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			report, err := start(t.Context(), parse(t, strings.ReplaceAll(w.foreign(), w.Target, url)+`
wrapper: {timeout: 3s}
clients: {count: 4}
repeat: 1
flow: [launch, {page: a, requests: [a GET /api/a]}]
`), live.Options{})
			if _, is := errors.AsType[*backend.UnavailableError](err); !is || report != nil {
				t.Errorf("got %v, want an error before the load", err)
			}
		})
	}
}

// checkFailures sees that each failed request and login has one reason.
func checkFailures(t *testing.T, r *reports.Report) {
	t.Helper()
	sums := map[string]int64{}
	for _, f := range r.Failures {
		sums[f.Of] += f.Count
		if f.Count < f.Clients || f.Clients == 0 || f.Example == "" || f.FirstMS < 0 || f.FirstMS > r.DurationMS {
			t.Errorf("failure %+v", f)
		}
	}
	q, l := r.Requests, r.Logins
	if want := q.Issued - q.OK; sums["request"] != want {
		t.Errorf("%d reasons for %d failed requests", sums["request"], want)
	}
	if want := l.Failed + l.Abandoned - l.Stray + l.Running; sums["login"] != want {
		t.Errorf("%d reasons for %d failed logins", sums["login"], want)
	}
}

// checkOneLook sees that the run failed, and that every output names the reason in
// its first lines: a CI system shows no more.
func checkOneLook(t *testing.T, r *reports.Report, reason string) {
	t.Helper()
	if code := reports.ExitCode(r, false); code != reports.ExitThreshold {
		t.Errorf("exit code %d, want %d", code, reports.ExitThreshold)
	}
	for format, line := range map[string]string{
		"console": "FAILED  ", "markdown": "**", "junit": `<failure message="request_failed_rate`,
	} {
		var text strings.Builder
		if err := reports.Write(&text, format, r, nil); err != nil {
			t.Fatal(err)
		}
		_, rest, found := strings.Cut(text.String(), line)
		rest, _, _ = strings.Cut(rest, "\n")
		if !found || !strings.Contains(strings.ReplaceAll(rest, "&#39;", "'"), reason) {
			t.Errorf("%s does not say %q at one look: %s", format, reason, rest)
		}
	}
}
