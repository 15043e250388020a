package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// shopRuns is a folder with the runs before-1.wxr to before-5.wxr, and after-1.wxr to
// after-5.wxr, which are slower by a fifth.
func shopRuns(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(repository, "reports", "compare", "testdata", "shop"))); err != nil {
		t.Fatal(err)
	}
	return dir
}

// files are five of a side, with a word behind each.
func files(side string) (names []string) {
	for _, n := range "12345" {
		names = append(names, side+"-"+string(n)+".wxr")
	}
	return names
}

func compareArguments(a, b []string, flags ...string) []string {
	args := append(append([]string{"compare"}, a...), "--")
	return append(append(args, b...), flags...)
}

func TestARegressionFailsWhereThatIsAsked(t *testing.T) {
	dir := shopRuns(t)
	before, after := files("before"), files("after")
	for _, c := range []struct {
		name string
		args []string
		code int
		want string
	}{
		{"worse", compareArguments(before, after), exitPassed, "WORSE  p(50) http_duration +19 %"},
		{"worse, and it counts", compareArguments(before, after, "--fail-on", "regression"), exitThreshold, "WORSE  "},
		{"better", compareArguments(after, before, "--fail-on", "regression"), exitPassed, "BETTER  "},
		{"weak", compareArguments(before[:1], after[:2]), exitPassed, "WORSE (weak)  "},
		{"in Chinese", compareArguments(before, after, "--lang", "zh"), exitPassed, "缺陷"},
		{"help behind --", compareArguments(before, nil, "--help"), exitPassed, "Usage: wxload compare A... -- B..."},
	} {
		got := run(t, dir, "", c.args...)
		if got.code != c.code || !strings.Contains(got.stdout, c.want) || got.stderr != "" {
			t.Errorf("%s: exit code %d, want %d\n%s%s", c.name, got.code, c.code, got.stdout, got.stderr)
		}
	}
}

func TestRunsThatCannotBeComparedAreRefused(t *testing.T) {
	dir := shopRuns(t)
	if err := os.WriteFile(filepath.Join(dir, "notes.txt"), []byte("notes"), 0o600); err != nil {
		t.Fatal(err)
	}
	before, after := files("before"), files("after")
	for want, args := range map[string][]string{
		"-- between the files":                       {"compare", "before-1.wxr", "after-1.wxr"},
		"there is no file of A, before --":           compareArguments(nil, after),
		"there is no file of B, behind --":           compareArguments(before, nil),
		"needs 5 runs or more on each side, got 5 a": compareArguments(before, after[:4], "--fail-on", "regression"),
		`--fail-on: unknown "change"`:                compareArguments(before, after, "--fail-on", "change"),
		`unknown format "jsno"`:                      compareArguments(before, after, "--format", "jsno"),
		"before-1.wxr and before-1.wxr are the same": compareArguments(before, before[:1]),
		"notes.txt: it is no result":                 compareArguments(before, []string{"notes.txt"}),
		"cannot read missing.wxr":                    compareArguments(before, []string{"missing.wxr"}),
		`unknown flag: --bogus`:                      compareArguments(before, after, "--bogus"),
	} {
		got := run(t, dir, "", args...)
		if got.code != exitUsage || !strings.Contains(got.stderr, want) || got.stdout != "" {
			t.Errorf("want %s: exit code %d\n%s%s", want, got.code, got.stdout, got.stderr)
		}
	}
}

func TestJSONSaysWhyRunsCannotBeCompared(t *testing.T) {
	dir := shopRuns(t)
	got := run(t, dir, "", "compare", "before-1.wxr", "--", "before-1.wxr", "--format", "json")
	var said struct {
		Metrics    []any
		Comparable bool
		Why        string
	}
	if err := json.Unmarshal([]byte(got.stdout), &said); err != nil {
		t.Fatal(err, got.stdout)
	}
	if got.code != exitUsage || said.Comparable || said.Metrics == nil || said.Why != "before-1.wxr and before-1.wxr are the same run" {
		t.Errorf("exit code %d, %+v", got.code, said)
	}
}

func TestFurtherFormsOfAComparisonAreFiles(t *testing.T) {
	dir := shopRuns(t)
	got := run(t, dir, "", compareArguments(files("before"), files("after"), "--fail-on", "regression", "--out", "html=page.html", "--out", "markdown=comment.md", "--format", "json")...)
	if got.code != exitThreshold || !strings.HasPrefix(got.stdout, "{") {
		t.Errorf("exit code %d, %s%s", got.code, got.stdout, got.stderr)
	}
	if got := run(t, dir, "", "history", ".", "--out", "html=history.html"); got.code != exitPassed || got.stderr != "" {
		t.Errorf("history: exit code %d, %s", got.code, got.stderr)
	}
	for name, begins := range map[string]string{"page.html": "<!doctype html>", "comment.md": "## wxload: WORSE", "history.html": "<!doctype html>"} {
		if text, err := os.ReadFile(filepath.Join(dir, name)); err != nil || !strings.HasPrefix(string(text), begins) {
			t.Errorf("%s: %v, %.100s", name, err, text)
		}
	}
	for want, args := range map[string][]string{
		"cannot write no/page.html":           compareArguments(files("before"), files("after"), "--out", "html=no/page.html"),
		`unknown report format "pdf"`:         compareArguments(files("before"), files("after"), "--out", "pdf=x"),
		`--out "page.html" is not FORMAT=PAT`: {"history", ".", "--out", "page.html"},
		`unknown report format "json"`:        {"history", ".", "--out", "json=x"},
	} {
		if got := run(t, dir, "", args...); got.code != exitUsage || !strings.Contains(got.stderr, want) || got.stdout != "" {
			t.Errorf("want %s: exit code %d, %s%s", want, got.code, got.stdout, got.stderr)
		}
	}
}

// comparedRows are the metrics by which runs are compared.
func comparedRows(t *testing.T) (rows [][]string) {
	t.Helper()
	got := run(t, shopRuns(t), "", "compare", "before-1.wxr", "--", "after-1.wxr", "--format", "json")
	var said struct{ Metrics []struct{ Name string } }
	if err := json.Unmarshal([]byte(got.stdout), &said); err != nil {
		t.Fatal(err)
	}
	for _, m := range said.Metrics {
		rows = append(rows, []string{quoted(m.Name)})
	}
	return rows
}
