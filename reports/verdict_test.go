package reports

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"
)

func TestExitCodeTakesTheGravestReason(t *testing.T) {
	for _, tt := range []struct {
		verdict     string
		interrupted bool
		unwritten   bool
		want        int
	}{
		{VerdictPassed, false, false, 0},
		{VerdictUnjudged, false, false, 5},
		{VerdictPassed, false, true, 6},
		{VerdictUnjudged, false, true, 6},
		{VerdictFailed, false, false, 99},
		{VerdictFailed, false, true, 99},
		{VerdictPassed, true, false, 130},
		{VerdictUnjudged, true, true, 130},
		{VerdictFailed, true, true, 130},
		{VerdictUnbalanced, false, false, 4},
		{VerdictUnbalanced, true, true, 4},
	} {
		r := &Report{Verdict: tt.verdict, Interrupted: tt.interrupted}
		if got := ExitCode(r, tt.unwritten); got != tt.want {
			t.Errorf("%+v: %d", tt, got)
		}
	}
}

// settledRun is a report in which something was settled.
func settledRun() *Report {
	return &Report{Books: Books{Balanced: true}, Requests: Requests{Outcomes: Outcomes{Issued: 10, OK: 10}}}
}

func TestThresholdsAloneDecideTheVerdict(t *testing.T) {
	holds, fails, unmeasured := mustParse(t, "requests == 10"), mustParse(t, "requests > 10"), mustParse(t, "login_failed_rate < 1%")
	for _, tt := range []struct {
		name       string
		change     func(*Report)
		thresholds []Threshold
		want       string
	}{
		{"no thresholds", func(*Report) {}, nil, VerdictPassed},
		{"all hold", func(*Report) {}, []Threshold{holds, holds}, VerdictPassed},
		{"first fails", func(*Report) {}, []Threshold{fails, holds}, VerdictFailed},
		{"last fails", func(*Report) {}, []Threshold{holds, fails}, VerdictFailed},
		{"nothing to measure beside one that holds", func(*Report) {}, []Threshold{unmeasured, holds}, VerdictPassed},
		{"nothing to measure at all", func(*Report) {}, []Threshold{unmeasured}, VerdictUnjudged},
		{"nothing to measure beside one that fails", func(*Report) {}, []Threshold{unmeasured, fails}, VerdictFailed},
		{"unbalanced", func(r *Report) { r.Books.Balanced = false }, []Threshold{holds}, VerdictUnbalanced},
		{"unbalanced and failing", func(r *Report) { r.Books.Balanced = false }, []Threshold{fails}, VerdictUnbalanced},
		{"defects that nobody counts", func(r *Report) { r.Defects = []Defect{{Class: "identity-mixed", Count: 9}} }, []Threshold{holds}, VerdictPassed},
		{"failures that nobody counts", func(r *Report) { r.Requests.Outcomes = Outcomes{Issued: 10, Rejected: 10} }, []Threshold{holds}, VerdictPassed},
		{"no request settled", func(r *Report) { r.Requests.Outcomes = Outcomes{Issued: 10, Open: 10} }, []Threshold{holds}, VerdictUnjudged},
		{"no request settled, and that fails", func(r *Report) { r.Requests.Outcomes = Outcomes{Issued: 10, Open: 10} }, DefaultThresholds(), VerdictFailed},
		{"no request at all", func(r *Report) { r.Requests.Outcomes = Outcomes{} }, DefaultThresholds(), VerdictUnjudged},
		{"interrupted before the first answer", func(r *Report) { r.Requests.Outcomes, r.Interrupted = Outcomes{Issued: 10, Open: 10}, true }, DefaultThresholds(), VerdictUnjudged},
		{"saturated, no latency asked for", func(r *Report) { r.Generator.Saturated = true }, DefaultThresholds(), VerdictPassed},
		{"saturated, a latency asked for", func(r *Report) { r.Generator.Saturated = true }, append(DefaultThresholds(), mustParse(t, "max http_duration < 1m")), VerdictUnjudged},
		{"saturated and failing", func(r *Report) { r.Generator.Saturated = true }, []Threshold{fails, mustParse(t, "max http_duration < 1m")}, VerdictFailed},
	} {
		r := settledRun()
		tt.change(r)
		r.Judge(tt.thresholds, sampledRecorder())
		if r.Verdict != tt.want || len(r.Thresholds) != len(tt.thresholds) {
			t.Errorf("%s: verdict %s with %d results, want %s", tt.name, r.Verdict, len(r.Thresholds), tt.want)
		}
	}
}

func TestTheHeadlineNamesWhatNoThresholdJudges(t *testing.T) {
	duplicates := []Defect{{Class: "duplicate-login", Kind: "needless", Count: 3}, {Class: "duplicate-login", Kind: "stale-401", Count: 4}}
	for _, tt := range []struct {
		name       string
		thresholds []string
		change     func(*Report)
		want       string // after "not judged: "; "" for none
	}{
		{"all well", []string{"requests > 0"}, func(*Report) {}, ""},
		{"defects", []string{"requests > 0"}, func(r *Report) { r.Defects = duplicates }, "7 defects"},
		{"defects of another kind", []string{"duplicate_logins{kind:needless} < 9"}, func(r *Report) { r.Defects = duplicates }, "4 defects"},
		{"defects of another severity", []string{"defects{severity:low} == 0"}, func(r *Report) { r.Defects = duplicates }, "7 defects"},
		{"all defects", []string{"defects < 100"}, func(r *Report) { r.Defects = duplicates }, ""},
		{"a class", []string{"defects{class:duplicate-login} < 100"}, func(r *Report) { r.Defects = duplicates }, ""},
		{"hung requests, not those that navigated", []string{"hung_requests < 9"},
			func(r *Report) {
				r.Defects = []Defect{{Class: "hung-request", Kind: "no-login", Count: 2}, {Class: "hung-request", Kind: "navigated", Count: 5}}
			}, "5 defects"},
		{"failed requests", []string{"requests > 0"}, func(r *Report) { r.Requests.Outcomes = Outcomes{Issued: 100, OK: 21, Rejected: 79} }, "79 % of the requests failed"},
		{"failed requests that are judged", []string{"request_failed_rate < 90%"}, func(r *Report) { r.Requests.Outcomes = Outcomes{Issued: 100, OK: 21, Rejected: 79} }, ""},
		{"failed logins", []string{"request_failed_rate < 1%"}, func(r *Report) { r.Logins.LoginCounts = LoginCounts{Started: 3, Succeeded: 2, Failed: 1} }, "33 % of the logins failed"},
		{"unfinished clients", []string{"requests > 0"}, func(r *Report) { r.Clients = Clients{Planned: 20, Started: 20, Finished: 8} }, "12 of 20 clients unfinished"},
		{"several", nil, func(r *Report) {
			r.Defects = duplicates
			r.Clients = Clients{Planned: 20, Started: 9, Finished: 8}
		}, "7 defects, 12 of 20 clients unfinished"},
	} {
		r := settledRun()
		tt.change(r)
		var thresholds []Threshold
		for _, expr := range tt.thresholds {
			thresholds = append(thresholds, mustParse(t, expr))
		}
		r.Judge(thresholds, NewRecorder(nil))
		_, reason := r.headline()
		if _, got, _ := strings.Cut(reason, "; not judged: "); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, reason, tt.want)
		}
	}
}

func TestTheHeadlineSaysWhatMostlyFailed(t *testing.T) {
	r := settledRun()
	r.Requests.Outcomes = Outcomes{Issued: 10, OK: 4, Rejected: 6}
	r.Failures = []Failure{ // by name the timeouts are first, by reason they are not
		{Of: "request", Name: "a", Reason: "timeout", Count: 2, FirstMS: 100},
		{Of: "request", Name: "b", Reason: "connection refused", Count: 1, FirstMS: 1500},
		{Of: "request", Name: "c", Reason: "connection refused", Count: 2, FirstMS: 2000},
		{Of: "login", Reason: "HTTP 500", Count: 9, FirstMS: 50},
	}
	r.Judge(DefaultThresholds(), NewRecorder(nil))
	const why = "was 60.00 %, most often connection refused: 3 from 1.50 s on"
	want := "1 of 5 thresholds failed: request_failed_rate < 1% (" + why + ")"
	if word, reason := r.headline(); word != "FAILED" || reason != want {
		t.Errorf("%s %q, want %q", word, reason, want)
	}
	var junit strings.Builder
	if err := Write(&junit, "junit", r, nil); err != nil || !strings.Contains(junit.String(), `message="request_failed_rate &lt; 1%: `+why+`"`) {
		t.Errorf("%v: JUnit's line lacks the reason:\n%s", err, &junit)
	}
}

func TestEveryOutputHasTheSameVerdict(t *testing.T) {
	for name, r := range map[string]*Report{
		"passing": passingReport(t), "failing": failingReport(t), "interrupted": interruptedReport(t),
		"unbalanced": unbalancedReport(t), "foreign": foreignReport(t), "saturated": saturatedReport(t),
	} {
		out := map[string]string{}
		for _, format := range Formats() {
			var b bytes.Buffer
			if err := Write(&b, format, r, nil); err != nil {
				t.Fatal(err)
			}
			out[format] = b.String()
		}
		word, reason := r.headline()
		if !strings.HasPrefix(out["console"], word+"  "+reason+"\n") {
			t.Errorf("%s: the console begins %.80q", name, out["console"])
		}
		if !strings.HasPrefix(out["markdown"], "## wxload: "+word+"\n\n**"+escapeMarkdown(reason)+"**") {
			t.Errorf("%s: the Markdown begins %.80q", name, out["markdown"])
		}
		var read Report
		if err := json.Unmarshal([]byte(out["json"]), &read); err != nil || read.Verdict != r.Verdict || ExitCode(&read, false) != ExitCode(r, false) {
			t.Errorf("%s: the JSON says %s (%v)", name, read.Verdict, err)
		}
		var suites junitSuites
		if err := xml.Unmarshal([]byte(out["junit"]), &suites); err != nil {
			t.Fatal(err)
		}
		if red := suites.Failures+suites.Errors > 0; red != (ExitCode(r, false) != 0) {
			t.Errorf("%s: the JUnit has %d failures and %d errors, the exit code is %d", name, suites.Failures, suites.Errors, ExitCode(r, false))
		}
	}
}

// junitOf gives the case of a class or threshold: "passed", or with its message.
func junitOf(t *testing.T, r *Report, name string) string {
	t.Helper()
	for _, c := range append(defectCases(r), thresholdCases(r)...) {
		switch {
		case c.Name != name:
		case c.Failure != nil:
			return "failed: " + c.Failure.Message
		case c.Skipped != nil:
			return "skipped: " + c.Skipped.Message
		default:
			return "passed"
		}
	}
	return "missing"
}

func TestJUnitPassesNothingThatIsNotKnown(t *testing.T) {
	leaked := []Defect{{Class: "session-key-leaked", Count: 12, Clients: 3}}
	unseen := map[string]string{"session-key-leaked": "the mock WeChat runs in another process"}
	for _, tt := range []struct {
		name       string
		thresholds []string
		defects    []Defect
		unseen     map[string]string
		want       string
	}{
		{"not seen", []string{"defects == 0"}, nil, nil, "passed"},
		{"seen, counted, failed", []string{"defects == 0"}, leaked, nil, "failed: session-key-leaked: 12 in 3 clients"},
		{"seen, counted by severity, failed", []string{"defects{severity:high} == 0"}, leaked, nil, "failed: session-key-leaked: 12 in 3 clients"},
		{"seen, counted, within the limit", []string{"defects < 20"}, leaked, nil, "passed"},
		{"seen, not counted", []string{"duplicate_logins == 0"}, leaked, nil, "skipped: not judged: 12"},
		{"seen, another class failed", []string{"defects{class:identity-mixed} != 0"}, leaked, nil, "skipped: not judged: 12"},
		{"cannot be seen", []string{"defects == 0"}, nil, unseen, "skipped: the mock WeChat runs in another process"},
		{"seen although it could not", []string{"defects == 0"}, leaked, unseen, "failed: session-key-leaked: 12 in 3 clients"},
	} {
		r := settledRun()
		r.Defects, r.Unseen = tt.defects, tt.unseen
		var thresholds []Threshold
		for _, expr := range tt.thresholds {
			thresholds = append(thresholds, mustParse(t, expr))
		}
		r.Judge(thresholds, NewRecorder(nil))
		if got := junitOf(t, r, "session-key-leaked"); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestJUnitSkipsAThresholdThatWasNotJudged(t *testing.T) {
	r := settledRun()
	r.Generator.Saturated = true
	r.Judge([]Threshold{mustParse(t, "login_failed_rate < 1%"), mustParse(t, "max http_duration < 1m"), mustParse(t, "requests > 0")}, sampledRecorder())
	for expr, want := range map[string]string{
		"login_failed_rate < 1%": "skipped: not judged: nothing to measure",
		"max http_duration < 1m": "skipped: not judged: the load generator was saturated",
		"requests > 0":           "passed",
	} {
		if got := junitOf(t, r, expr); got != want {
			t.Errorf("%s: %s, want %s", expr, got, want)
		}
	}
}

func TestTheTimesOfJUnitAddUp(t *testing.T) {
	var b bytes.Buffer
	if err := Write(&b, "junit", failingReport(t), nil); err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(b.String(), `time="30.012"`); got != 3 {
		t.Errorf("%d elements took the run's time, want the whole, its suite and its case", got)
	}
}
