package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/wxload/wxload/client/wrapper"
)

func TestInitWritesEveryExampleAndValidateTakesIt(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"cold-start", "morning-rush", "token-expiry", "session-expiry", "displaced-keys", "two-pages", "two-backends"} {
		if got := run(t, dir, "", "init", name); got.code != exitPassed {
			t.Errorf("init %s: %+v", name, got)
		}
		if got := run(t, dir, "", "validate", name+".yaml"); got.stdout != name+".yaml: ok\n" || got.code != exitPassed {
			t.Errorf("validate %s.yaml: %+v", name, got)
		}
	}
}

func TestInitLeavesAFileOfSomebodyElseAlone(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "cold-start.yaml")
	if err := os.WriteFile(file, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := run(t, dir, "", "init", "cold-start"); got.code != exitUsage {
		t.Errorf("exit code %d, want %d", got.code, exitUsage)
	}
	if data, err := os.ReadFile(file); err != nil || string(data) != "mine" {
		t.Errorf("the file holds %q, %v", data, err)
	}
}

func TestFilesAreNamedAsThePersonNamedThem(t *testing.T) {
	p := program{dir: t.TempDir()}
	_, err := p.readFile("missing.json")
	if !errors.Is(err, fs.ErrNotExist) || err.Error() != "cannot read missing.json: no such file or directory" {
		t.Errorf("got %v", err)
	}
	if err := p.createFile("no/folder.yaml", nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	if got := p.path("/etc/hosts"); got != "/etc/hosts" {
		t.Errorf("an absolute name became %s", got)
	}
}

func TestAFileThatCannotBeWrittenWholeIsRemoved(t *testing.T) {
	name := filepath.Join(t.TempDir(), "new.yaml")
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	closedForWriting, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := fill(closedForWriting, []byte("x")); err == nil {
		t.Error("it is said to be written")
	}
	if _, err := os.Stat(name); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the file is left: %v", err)
	}
}

func TestScenariosMayNameEveryWrapper(t *testing.T) {
	for _, info := range wrapper.All() {
		if shape, known := scenarioOptions().Wrappers[info.ID]; !known || shape != info.Shape {
			t.Errorf("%s has the shape %q, want %q", info.ID, shape, info.Shape)
		}
	}
}
