package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wxload/wxload/reports"
)

// quick is a scenario of four requests.
const quick = `
app: {domains: {develop: embedded}}
target: {devserver: {latency: 1ms..3ms}}
mock: {latency: {login: 1ms, checksession: 1ms, jscode2session: 1ms}}
clients: {count: 2}
wrapper: {timeout: 30s}
repeat: 2
flow: [launch, {page: a, requests: [a GET /api/a]}]
`

// quickRun is a process that runs it and writes report.json into dir.
func quickRun(t *testing.T, dir string) *exec.Cmd {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "quick.yaml"), []byte(quick), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("wxload", "run", "quick.yaml", "--quiet", "--out", "json=report.json")
	cmd.Dir = dir
	return cmd
}

// exitCode is that of a process that has ended.
func exitCode(t *testing.T, err error) int {
	t.Helper()
	if exit, is := errors.AsType[*exec.ExitError](err); is {
		return exit.ExitCode()
	}
	if err != nil {
		t.Fatal(err)
	}
	return exitPassed
}

// readReport reads what --out json wrote.
func readReport(t *testing.T, name string) *reports.Report {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	report := &reports.Report{}
	if err := json.Unmarshal(data, report); err != nil {
		t.Fatal(err)
	}
	return report
}

// closedPipe is the writing end of a pipe that nobody reads.
func closedPipe(t *testing.T) *os.File {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	read.Close()
	t.Cleanup(func() { write.Close() })
	return write
}

// fullDisk is a file of a disk that is full.
func fullDisk(t *testing.T) *os.File {
	t.Helper()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip(err) // Linux has one
	}
	t.Cleanup(func() { full.Close() })
	return full
}

func TestTheReportForPeopleIsPrintedWhereStandardOutputIsLost(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		open func(*testing.T) *os.File
		why  string
	}{
		{"closed pipe", closedPipe, "broken pipe"},
		{"full disk", fullDisk, "no space left on device"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			cmd := quickRun(t, dir)
			var stderr bytes.Buffer
			cmd.Stdout, cmd.Stderr = c.open(t), &stderr
			if code := exitCode(t, cmd.Run()); code != exitUnwritten {
				t.Errorf("exit code %d, want %d", code, exitUnwritten)
			}
			for _, want := range []string{"PASSED  5 thresholds passed\n", "wxload: error: cannot write standard output: ", c.why} {
				if !strings.Contains(stderr.String(), want) {
					t.Errorf("standard error lacks %q:\n%s", want, &stderr)
				}
			}
			if r := readReport(t, filepath.Join(dir, "report.json")); r.Verdict != reports.VerdictPassed {
				t.Errorf("report.json says %s", r.Verdict)
			}
		})
	}
}

func TestReportsAreWrittenAlsoWhereNobodyReadsAnyOutput(t *testing.T) {
	dir := t.TempDir()
	cmd := quickRun(t, dir)
	cmd.Stdout, cmd.Stderr = closedPipe(t), closedPipe(t)
	if code := exitCode(t, cmd.Run()); code != exitUnwritten {
		t.Errorf("exit code %d, want %d", code, exitUnwritten)
	}
	if r := readReport(t, filepath.Join(dir, "report.json")); r.Verdict != reports.VerdictPassed {
		t.Errorf("report.json says %s", r.Verdict)
	}
}

func TestOneReportThatCannotBeWrittenCostsNoOther(t *testing.T) {
	t.Parallel()
	fullDisk(t)
	for _, c := range []struct {
		wrapper string
		code    int
		word    string
	}{
		{"reference", exitUnwritten, "PASSED"},
		{"callback", exitThreshold, "FAILED"}, // it logs in on every launch
	} {
		dir := t.TempDir()
		cmd := quickRun(t, dir)
		cmd.Args = append(cmd.Args, "--wrapper", c.wrapper, "--out", "markdown=/dev/full", "--out", "junit=junit.xml")
		var stdout, stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		if code := exitCode(t, cmd.Run()); code != c.code {
			t.Errorf("%s: exit code %d, want %d", c.wrapper, code, c.code)
		}
		if !strings.HasPrefix(stdout.String(), c.word+"  ") || !strings.Contains(stderr.String(), "wxload: error: cannot write /dev/full: no space left on device\n") {
			t.Errorf("%s: standard output\n%s\nstandard error\n%s", c.wrapper, &stdout, &stderr)
		}
		for _, name := range []string{"report.json", "junit.xml"} {
			if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
				t.Errorf("%s: %v", c.wrapper, err)
			}
		}
	}
}
