package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestTheHashOfAConfigurationSaysWhetherTwoRunsWereAskedForTheSame(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	hash := func(args ...string) string {
		t.Helper()
		path := filepath.Join(dir, "report.json")
		got := run(t, dir, "", append([]string{"run", "--quiet", "--out", "json=" + path}, args...)...)
		if got.code != exitPassed {
			t.Fatalf("%v: exit code %d: %s", args, got.code, got.stderr)
		}
		return readReport(t, path).ConfigSHA256
	}
	for _, name := range []string{"one.yaml", "other.yaml"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(quick), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	first := hash("one.yaml")
	if len(first) != 64 {
		t.Fatalf("the hash is %q", first)
	}
	if hash("other.yaml", "--out", "markdown=summary.md") != first {
		t.Error("ports, the file's name or the outputs make a difference")
	}
	if hash("one.yaml", "--seed", "7") == first {
		t.Error("the seed makes no difference")
	}
	if hash("one.yaml", "--wrapper", "template") == first {
		t.Error("the wrapper makes no difference")
	}
}
