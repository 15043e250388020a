package reports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// brief are problems in a line each.
func brief(problems []Problem) string {
	var lines []string
	for _, p := range problems {
		first, _, _ := strings.Cut(p.Text, "\n")
		lines = append(lines, fmt.Sprintf("%v %s %s:%d:%d %s: %s", p.Failed, p.Severity, p.Place.File, p.Place.Line, p.Place.Column, p.Check, first))
	}
	return strings.Join(lines, "\n")
}

func TestProblemsAreAtTheirPlaces(t *testing.T) {
	r := passingReport(t)
	r.Defects = []Defect{
		{Class: "duplicate-login", Kind: "needless", Count: 3, Clients: 2},
		{Class: "script-error", Count: 1, Clients: 1, Example: &Example{Client: 1, Events: []Event{
			{Kind: "send", Text: "home at 10:12:05"}, {Kind: "script.error", Text: "TypeError: no (utils/request.js:4:10)"}, {Kind: "answer", Text: "HTTP 200"}}}},
		{Class: "wait-after-login", Count: 0},
	}
	r.Logins.Duplicate.Total = 3
	r.Judge(DefaultThresholds(), NewRecorder(nil))
	files := Files{Scenario: "ci/shop.yaml", Text: "flow: []\nthresholds:\n  - duplicate_logins == 0\n", Code: "app/src/index.js", Root: "app"}
	for _, c := range []struct {
		name  string
		files Files
		want  string
	}{
		{"own code", files, `true high app/src/index.js:0:0 duplicate-login (needless): A client logged in although another login was running or nothing spoke against its token.
false medium app/utils/request.js:4:10 script-error: The wrapper's own code threw an exception, or rejected a promise, and nobody saw to it; or a turn of it froze the app.
true high ci/shop.yaml:3:0 threshold: duplicate_logins == 0: was 3
true high ci/shop.yaml:0:0 threshold: defects{severity:high} == 0: was 3`},
		{"no file at all", Files{}, `true high token-expiry:0:0 duplicate-login (needless): A client logged in although another login was running or nothing spoke against its token.
false medium token-expiry:0:0 script-error: The wrapper's own code threw an exception, or rejected a promise, and nobody saw to it; or a turn of it froze the app.
true high token-expiry:0:0 threshold: duplicate_logins == 0: was 3
true high token-expiry:0:0 threshold: defects{severity:high} == 0: was 3`},
	} {
		if got := brief(r.Problems(c.files)); got != c.want {
			t.Errorf("%s:\n%s", c.name, got)
		}
	}
	if got := passingReport(t).Problems(files); len(got) > 0 {
		t.Errorf("of a run that passed: %s", brief(got))
	}
	unjudged := passingReport(t)
	unjudged.Requests.Outcomes = Outcomes{}
	unjudged.Books = Books{Balanced: true}
	unjudged.Judge(DefaultThresholds(), NewRecorder(nil))
	if got := brief(unjudged.Problems(files)); !strings.HasPrefix(got, "true high ci/shop.yaml:0:0 run: UNJUDGED: ") {
		t.Errorf("of a run that nothing was judged in: %s", got)
	}
}

func TestFindingsAreAtTheirPlaces(t *testing.T) {
	all := searches()
	all[0].Findings[1].Where = "utils/request.js:12:5"
	got := brief(Problems(all, func(s *Search) Files { return Files{Code: "src/app", Root: "src"} }))
	want := `true high src/app:0:0 duplicate-login (stale-401): late-401 with template: the 401 of A arrives late
true high src/utils/request.js:12:5 duplicate-login (stale-401): late-401 with template: the 401 of <B> & "C" arrives late  [2J`
	if got != want {
		t.Errorf("%s", got)
	}
	if got := brief(Problems(all, func(*Search) Files { return Files{} })); !strings.Contains(got, "high late-401:0:0 ") {
		t.Errorf("without files: %s", got)
	}
}

func TestAnnotationsEscapeWhatWouldEndThem(t *testing.T) {
	var b bytes.Buffer
	err := WriteAnnotations(&b, []Problem{
		{Check: "a (b)", Text: "50 % of\nit::error::x", Failed: true, Place: Place{"a,b:c.js", 3, 7}},
		{Check: "c", Text: "nothing", Place: Place{File: "c.js"}},
		{Check: "d", Text: "all of it", Failed: true, Place: Place{File: "d.yaml"}},
	})
	want := "::error file=a%2Cb%3Ac.js,line=3,col=7,title=wxload%3A a (b)::50 %25 of%0Ait::error::x\n::error file=d.yaml,title=wxload%3A d::all of it\n"
	if err != nil || b.String() != want {
		t.Errorf("%v\n%s", err, &b)
	}
}

func TestACodeQualityReportIsWhatGitLabReads(t *testing.T) {
	var b bytes.Buffer
	problems := []Problem{
		{Check: "threshold", Text: "a\n  b", Severity: "high", Failed: true, Place: Place{"shop.yaml", 9, 0}, ID: "1"},
		{Check: "d", Text: "c", Severity: "medium", Failed: true, Place: Place{File: "d.js"}, ID: "2"},
		{Check: "e", Text: "e", Severity: "high", Place: Place{File: "d.js"}, ID: "3"},
	}
	if err := WriteCodeQuality(&b, problems); err != nil {
		t.Fatal(err)
	}
	var got []struct {
		Description, Fingerprint, Severity string
		CheckName                          string `json:"check_name"`
		Location                           struct {
			Path  string
			Lines struct{ Begin int }
		}
	}
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	var lines []string
	for _, issue := range got {
		seen[issue.Fingerprint] = true
		lines = append(lines, fmt.Sprint(issue.CheckName, " ", issue.Severity, " ", issue.Location, " ", issue.Description))
	}
	want := "wxload: threshold critical {shop.yaml {9}} a b\nwxload: d major {d.js {1}} c\nwxload: e info {d.js {1}} e"
	if strings.Join(lines, "\n") != want || len(seen) != 3 {
		t.Errorf("%s, %d fingerprints", strings.Join(lines, "\n"), len(seen))
	}
	b.Reset()
	if err := WriteCodeQuality(&b, nil); err != nil || b.String() != "[]\n" {
		t.Errorf("of no problem: %v, %q", err, &b)
	}
}
