//go:build linux || darwin

package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A pipe that nobody else opens would be waited for without end.
func TestNamedPipesAreRefused(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe.yaml"), 0o600); err != nil {
		t.Skip(err)
	}
	if err := os.Symlink("pipe.yaml", filepath.Join(dir, "link.yaml")); err != nil {
		t.Fatal(err)
	}
	for _, args := range []string{
		"run pipe.yaml", "run link.yaml", "validate pipe.yaml", "sim pipe.yaml --wrapper taro", "replay pipe.yaml", "explore pipe.yaml",
		"explore late-401 --baseline pipe.yaml", "run --out json=pipe.yaml", "explore late-401 --requests 1 --junit pipe.yaml",
		"replay link.yaml --live pipe.yaml", "mock --addr 127.0.0.1:0 --state pipe.yaml", "mock --addr 127.0.0.1:0 --tls --ca-out pipe.yaml",
		"mock --addr 127.0.0.1:0 --devserver 127.0.0.1:0 --db link.yaml",
	} {
		got := run(t, dir, "", strings.Fields(args)...)
		if got.code == exitPassed || !strings.Contains(got.stdout+got.stderr, "it is a named pipe") {
			t.Errorf("%s: exit code %d, %s%s", args, got.code, got.stdout, got.stderr)
		}
	}
}

func TestAByteOrderMarkIsSkippedInEveryFile(t *testing.T) {
	dir := t.TempDir()
	script := "\ufeff" + `{"name": "x", "actions": [{"at": 0, "do": "launch"}]}`
	if err := os.WriteFile(filepath.Join(dir, "x.json"), []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := run(t, dir, "", "sim", "x.json", "--wrapper", "taro"); got.code != exitPassed {
		t.Errorf("a file: %s", got.stderr)
	}
	if got := run(t, dir, script, "sim", "-", "--wrapper", "taro"); got.code != exitPassed {
		t.Errorf("standard input: %s", got.stderr)
	}
}
