package reports

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/mattn/go-runewidth"
)

func TestWriteRefusesAnUnknownFormatWithTheNearest(t *testing.T) {
	for format, want := range map[string]string{
		"jsno":  `unknown report format "jsno"; did you mean "json"?`,
		"JUnit": `unknown report format "JUnit"; did you mean "junit"?`,
		"pdf":   `unknown report format "pdf"; expected one of console, json, junit, markdown, html`,
		"":      `unknown report format ""; expected one of console, json, junit, markdown, html`,
	} {
		var out bytes.Buffer
		err := Write(&out, format, passingReport(t), nil)
		if err == nil || err.Error() != want || out.Len() > 0 {
			t.Errorf("%q: error %v and %d bytes, want %s", format, err, out.Len(), want)
		}
	}
}

func TestCheckFormatAcceptsWhatWriteAccepts(t *testing.T) {
	for _, format := range Formats() {
		if err := CheckFormat(format); err != nil {
			t.Error(err)
		}
		if err := Write(&bytes.Buffer{}, format, passingReport(t), nil); err != nil {
			t.Error(err)
		}
	}
}

var errDiskFull = errors.New("disk full")

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errDiskFull }

func TestWriteReturnsTheWritersError(t *testing.T) {
	for _, format := range Formats() {
		if err := Write(fullDisk{}, format, passingReport(t), nil); !errors.Is(err, errDiskFull) {
			t.Errorf("%s: error %v", format, err)
		}
	}
}

func TestConsoleWithColorSaysTheSameAsWithout(t *testing.T) {
	escapes := regexp.MustCompile(`\x1b\[[0-9;]+m`)
	for _, r := range []*Report{passingReport(t), failingReport(t), unbalancedReport(t), saturatedReport(t)} {
		var plain, colored bytes.Buffer
		if err := errors.Join(WriteConsole(&plain, r, nil, false), WriteConsole(&colored, r, nil, true)); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(plain.String(), "\x1b") || !strings.Contains(colored.String(), "\x1b[") {
			t.Error("escape sequences are in the wrong one")
		}
		if got := escapes.ReplaceAllString(colored.String(), ""); got != plain.String() {
			t.Errorf("got %s\nwant %s", got, &plain)
		}
	}
}

func TestConsoleIsASCIIWhereTheRunIs(t *testing.T) {
	for _, r := range []*Report{passingReport(t), interruptedReport(t), unbalancedReport(t), foreignReport(t)} {
		r.Defects = nil
		for _, c := range Classes() {
			r.Defects = append(r.Defects, Defect{Class: c.ID, Severity: c.Severity, Count: 1, Clients: 1})
		}
		var out bytes.Buffer
		if err := WriteConsole(&out, r, nil, false); err != nil {
			t.Fatal(err)
		}
		if i := strings.IndexFunc(out.String(), func(c rune) bool { return c > unicode.MaxASCII }); i >= 0 {
			t.Errorf("not ASCII: %q", out.String()[i:])
		}
	}
}

func TestTablesAlignChineseNames(t *testing.T) {
	var condition runewidth.Condition
	lines := alignTable([][]string{{"name", "count"}, {"首页", "7"}, {"home.banner", "1,234"}, {"a登录b", "-"}}, 0)
	want := []string{"name         count", "首页             7", "home.banner  1,234", "a登录b           -"}
	for i, line := range lines {
		if line != want[i] || condition.StringWidth(line) != 18 {
			t.Errorf("got %q, want %q", line, want[i])
		}
	}
}

func TestLatencyTableShowsTheSlowestNames(t *testing.T) {
	l := Latency{ByName: map[string]NameLatency{"unsettled": {HTTP: Distribution{Count: 1}}}}
	for i := range 25 {
		l.ByName[fmt.Sprintf("r%02d", i)] = NameLatency{Request: Distribution{Count: 1, P99: float64(i % 24)}}
	}
	table, more := latencyTable(l, fewPercentiles(), nil)
	rows := table[1:] // below the header: no metric was measured
	if len(rows) != maxNames || rows[0][0] != "  r23" || rows[1][0] != "  r22" {
		t.Errorf("got %q", rows)
	}
	if more != "and 15 more names, in the JSON report" {
		t.Errorf("the rest is %q", more)
	}
	for _, row := range table {
		if len(row) != len(table[0]) {
			t.Errorf("row %q has %d cells, want %d", row, len(row), len(table[0]))
		}
	}
}

func TestConsoleTablesFitSixtyColumns(t *testing.T) {
	r := failingReport(t)
	r.Failures[0].Count, r.Failures[0].Clients, r.Failures[0].FirstMS = 123_456_789, 100_000, 3_599_999
	long := strings.Repeat("首页", 100)
	rec := NewRecorder([]string{long})
	for range 1_000_000 {
		rec.Request(0, 12_345*time.Microsecond)
	}
	r.Failures[1].Reason += long
	r.Latency = rec.Latency()
	var condition runewidth.Condition
	table, _ := r.failureTable(nil)
	latencies, _ := latencyTable(r.Latency, fewPercentiles(), nil)
	for _, line := range append(alignTable(table, consoleWidth), alignTable(latencies, consoleWidth)...) {
		if width := condition.StringWidth(line); width > consoleWidth {
			t.Errorf("%d columns: %s", width, line)
		}
	}
}

func TestJUnitHasACaseForEachThresholdAndClass(t *testing.T) {
	for name, r := range map[string]*Report{"passing": passingReport(t), "failing": failingReport(t), "interrupted": interruptedReport(t), "unbalanced": unbalancedReport(t), "saturated": saturatedReport(t)} {
		var out bytes.Buffer
		if err := Write(&out, "junit", r, nil); err != nil {
			t.Fatal(err)
		}
		var got junitSuites
		if err := xml.Unmarshal(out.Bytes(), &got); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		seen := map[string]bool{}
		tests, failures, problems := 0, 0, 0
		for _, suite := range got.Suites {
			for _, c := range suite.Cases {
				seen[c.Name] = true
				tests++
				if c.Failure != nil {
					failures++
				}
				if c.Error != nil {
					problems++
				}
			}
		}
		if got.Tests != tests || got.Failures != failures || got.Errors != problems {
			t.Errorf("%s: announces %d tests, %d failures, %d errors; has %d, %d, %d", name, got.Tests, got.Failures, got.Errors, tests, failures, problems)
		}
		for _, c := range Classes() {
			if !seen[c.ID] {
				t.Errorf("%s: no case for the class %s", name, c.ID)
			}
		}
		for _, threshold := range r.Thresholds {
			if !seen[threshold.Expr] {
				t.Errorf("%s: no case for the threshold %s", name, threshold.Expr)
			}
		}
		if red := failures+problems > 0; red != (name != "passing") {
			t.Errorf("%s: %d failures and %d errors", name, failures, problems)
		}
	}
}

func TestMarkdownEscapesWhatWouldBreakATable(t *testing.T) {
	for s, want := range map[string]string{
		"a|b":         `a\|b`,
		`a\|b`:        `a\\\|b`,
		"<b>&amp;":    "&lt;b&gt;&amp;amp;",
		"`x` *y* _z_": "\\`x\\` \\*y\\* \\_z\\_",
		"a\nb":        "a b",
		"# [t](u)":    `\# \[t\](u)`,
	} {
		if got := escapeMarkdown(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

func TestMarkdownTablesHaveAsManyCellsInEachRow(t *testing.T) {
	var out bytes.Buffer
	if err := Write(&out, "markdown", failingReport(t), nil); err != nil {
		t.Fatal(err)
	}
	cells := 0
	for line := range strings.Lines(out.String()) {
		if !strings.HasPrefix(line, "|") {
			cells = 0
			continue
		}
		n := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|")
		if cells != 0 && n != cells {
			t.Errorf("%d cells where the row above has %d: %s", n, cells, line)
		}
		cells = n
	}
}
