package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAFolderOfResultsIsAHistory(t *testing.T) {
	dir := shopRuns(t)
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("notes.txt", "no result, and nobody said so")
	write("later.wxr", "wxload result 2\n")
	got := run(t, filepath.Dir(dir), "", "history", filepath.Base(dir))
	if got.code != exitPassed || got.stderr != "" {
		t.Fatalf("exit code %d, %s", got.code, got.stderr)
	}
	for _, want := range []string{"shop with reference: 10 runs", " after-5.wxr\n", "worse", "later.wxr: it was written by a later version of wxload"} {
		if !strings.Contains(got.stdout, want) {
			t.Errorf("it has no %q", want)
		}
	}
	if strings.Contains(got.stdout, "notes") || t.Failed() {
		t.Error(got.stdout)
	}
}

func TestAHistoryWithoutRunsIsRefused(t *testing.T) {
	dir := t.TempDir()
	for want, args := range map[string][]string{
		". has no result":             {"history", "."},
		"cannot read missing: no suc": {"history", "missing"},
		"takes one DIR, got 0":        {"history"},
	} {
		if got := run(t, dir, "", args...); got.code != exitUsage || !strings.Contains(got.stderr, want) {
			t.Errorf("%v: exit code %d, %s", args, got.code, got.stderr)
		}
	}
}
