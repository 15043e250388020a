package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// everyFormat are the flags that write each format under a name.
func everyFormat(name string) (args []string) {
	for _, format := range []string{"console", "json", "junit", "markdown", "html"} {
		args = append(args, "--out", format+"="+name+"."+format)
	}
	return args
}

func TestAResultIsReportedAsTheRunReportedItself(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "quick.yaml"), []byte(quick), 0o600); err != nil {
		t.Fatal(err)
	}
	// callback logs in on every launch: there are defects with examples, and a failed threshold.
	for _, wrapper := range []string{"reference", "callback"} {
		first := run(t, dir, "", append([]string{"run", "quick.yaml", "--quiet", "--wrapper", wrapper, "--out", "result=run.wxr"}, everyFormat("run")...)...)
		again := run(t, dir, "", append([]string{"report", "run.wxr", "--out", "result=copy.wxr"}, everyFormat("again")...)...)
		if again != first {
			t.Errorf("%s: exit code %d, want %d; standard output\n%s\nwant\n%s%s", wrapper, again.code, first.code, again.stdout, first.stdout, again.stderr)
		}
		copied := run(t, dir, "", append([]string{"report", "copy.wxr"}, everyFormat("copy")...)...)
		if copied != first {
			t.Errorf("%s: of a copy: exit code %d, %s", wrapper, copied.code, copied.stderr)
		}
		for _, format := range []string{"console", "json", "junit", "markdown", "html"} {
			want, err := os.ReadFile(filepath.Join(dir, "run."+format))
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{"again.", "copy."} {
				if got, err := os.ReadFile(filepath.Join(dir, name+format)); err != nil || !bytes.Equal(got, want) {
					t.Errorf("%s: %s%s is another report, %v", wrapper, name, format, err)
				}
			}
		}
	}
}

// A run that is killed leaves what it had.
func TestAKilledRunLeavesItsResult(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "run.wxr")
	cmd := quickRun(t, dir)
	cmd.Args = append(cmd.Args, "--out", "result=run.wxr", "--duration", "1h")
	if err := os.WriteFile(filepath.Join(dir, "quick.yaml"), []byte(strings.Replace(quick, "repeat: 2", "load: {duration: 1h}", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	for written := ""; strings.Count(written, `"histograms"`) < 2 || !strings.Contains(written, `"report"`); <-look.C {
		text, _ := os.ReadFile(path) // it is not there at first
		written = string(text)
	}
	cmd.Process.Kill()
	cmd.Wait()
	got := run(t, dir, "", "report", "run.wxr", "--out", "json=again.json")
	if got.code != exitInterrupted || !strings.HasPrefix(got.stdout, "INTERRUPTED  ") || !strings.Contains(got.stdout, "NOTE  the process ended before its report was made; this is what it had after ") {
		t.Errorf("exit code %d, want %d:\n%s%s", got.code, exitInterrupted, got.stdout, got.stderr)
	}
	report := readReport(t, filepath.Join(dir, "again.json"))
	if len(report.Series) == 0 || report.Latency.HTTP.Count == 0 || report.Requests.Sends == 0 || !report.Interrupted || report.Books.Comparison != "unknown" {
		t.Errorf("%d seconds, %d sends measured, %d counted; interrupted: %v; the books' comparison is %s",
			len(report.Series), report.Latency.HTTP.Count, report.Requests.Sends, report.Interrupted, report.Books.Comparison)
	}
}

func TestAResultThatCannotBeWrittenCostsNoReport(t *testing.T) {
	fullDisk(t)
	dir := t.TempDir()
	cmd := quickRun(t, dir)
	cmd.Args = append(cmd.Args, "--out", "result=/dev/full", "--out", "result=run.wxr")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if code := exitCode(t, cmd.Run()); code != exitUnwritten {
		t.Errorf("exit code %d, want %d", code, exitUnwritten)
	}
	if !strings.HasPrefix(stdout.String(), "PASSED  ") || stderr.String() != "wxload: error: cannot write /dev/full: no space left on device\n" {
		t.Errorf("standard output\n%s\nstandard error\n%s", &stdout, &stderr)
	}
	if got := run(t, dir, "", "report", "run.wxr"); got.code != exitPassed {
		t.Errorf("the other result: exit code %d, %s", got.code, got.stderr)
	}
}
