package reports

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"testing"
	"time"
)

func searches() []Search {
	started := time.Date(2026, 1, 2, 15, 4, 5, 0, time.UTC)
	return []Search{
		{Situation: "late-401", Wrapper: "template", Started: started, Duration: 1500 * time.Millisecond,
			Summary: "every order of 3 requests: 526 states", Complete: true, Findings: []SearchFinding{
				{Class: "duplicate-login", Kind: "stale-401", Text: "the 401 of A arrives late\n  1. A waits until login #1 is stored", Timeline: "late-401-1.html"},
				{Class: "duplicate-login", Kind: "stale-401", Text: "the 401 of <B> & \"C\" arrives late \x1b[2J"},
				{Class: "hung-request", Text: "A waits for ever", Accepted: "allowed"},
			}},
		{Situation: "a.b/c d", Wrapper: "reference", Started: started, Interrupted: true, Summary: "20,000 schedules",
			Unsearched: map[string]string{"login-rate": "a matter of times"}},
	}
}

func TestSearchesMatchTheirGoldenFile(t *testing.T) {
	var b bytes.Buffer
	if err := WriteSearches(&b, searches(), "../replays"); err != nil {
		t.Fatal(err)
	}
	compareGolden(t, "testdata/searches.xml", b.Bytes())
}

func TestTheSearchesPageMatchesItsGoldenFile(t *testing.T) {
	all := searches()
	all[0].Findings[1].Where = "utils/request.js:12:5"
	all[0].Findings[1].Replay, all[0].Findings[1].Timeline = "late 401-2.json", "late 401-2.html"
	var b bytes.Buffer
	if err := WriteSearchPage(&b, all, nil); err != nil {
		t.Fatal(err)
	}
	compareGolden(t, "testdata/searches.html", []byte(strings.Replace(b.String(), pageCSS, "", 1)))
}

func TestTheSearchesPageListsSituationsByWrappers(t *testing.T) {
	found := []SearchFinding{{Class: "hung-request"}}
	p := newSearchPage([]Search{{Situation: "a", Wrapper: "x", Complete: true}, {Situation: "a", Wrapper: "y", Findings: found},
		{Situation: "b", Wrapper: "y", Complete: true, Findings: found}, {Situation: "a", Wrapper: "x"}})
	var lines []string
	for _, r := range p.Rows {
		lines = append(lines, fmt.Sprint(r.Situation, r.Cells))
	}
	want := "[x y]; a[[{search-1 ✓ no defect every order} {search-4 ✓ no defect a sample}] [{search-2 ✖ 1 defect a sample}]]; b[[] [{search-3 ✖ 1 defect every order}]]"
	if got := fmt.Sprint(p.Wrappers) + "; " + strings.Join(lines, "; "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestASearchesPageIsGreenOnlyWhereAllWasJudged(t *testing.T) {
	clean := Search{Situation: "a", Wrapper: "b"}
	known := Search{Findings: []SearchFinding{{Class: "hung-request", Accepted: "allowed"}}}
	ended := Search{Interrupted: true}
	broken := Search{Findings: []SearchFinding{{Class: "hung-request"}}}
	for want, all := range map[string][]Search{
		"NO DEFECT FOUND": {clean, known}, "UNJUDGED": {clean, ended}, "DEFECTS FOUND": {clean, ended, broken},
	} {
		if got := newSearchPage(all).Word; got != want {
			t.Errorf("the page says %q, want %q", got, want)
		}
	}
}

func TestASearchFailsTheCasesOfItsNewDefectsOnly(t *testing.T) {
	var b bytes.Buffer
	if err := WriteSearches(&b, searches(), "../replays"); err != nil {
		t.Fatal(err)
	}
	var got junitSuites
	if err := xml.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Failures != 1 || got.Errors != 1 || got.Tests != 2*(1+len(Classes())) {
		t.Errorf("%d failures and %d errors of %d", got.Failures, got.Errors, got.Tests)
	}
	if first, second := got.Suites[0].Skipped, got.Suites[1].Skipped; first != 0 || second != 1 {
		t.Errorf("%d and %d cases are skipped, want none and the class that is not searched for", first, second)
	}
	for _, suite := range got.Suites {
		for _, c := range suite.Cases {
			if failed := c.Failure != nil; failed != (c.Name == "duplicate-login" && suite.Name == "late-401 with template") {
				t.Errorf("%s of %s failed: %v", c.Name, suite.Name, failed)
			}
			if strings.Count(c.ClassName, ".") != 3 {
				t.Errorf("reporters would split the class name %q otherwise", c.ClassName)
			}
		}
	}
}
