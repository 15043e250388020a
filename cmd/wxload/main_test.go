package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "write what the scripts compare with anew")

func TestMain(m *testing.M) {
	// The slow tests here wait for processes and their clocks, not for a processor.
	if err := flag.Set("test.parallel", strconv.Itoa(2*runtime.GOMAXPROCS(0))); err != nil {
		panic(err)
	}
	testscript.Main(m, map[string]func(){"wxload": main})
}

// TestScripts runs the scripts in testdata, each in a process and a folder of its
// own. $BUSY is an address where somebody listens, $OWN the folder of wrappers in
// JavaScript, $CAPTURES that of other tools' files.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:           "testdata",
		UpdateScripts: *update,
		Setup: func(env *testscript.Env) error {
			busy, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				return err
			}
			env.Defer(func() { busy.Close() })
			env.Setenv("BUSY", busy.Addr().String())
			for name, folder := range map[string]string{"OWN": "client/script/testdata", "CAPTURES": "scenario/capture/testdata/tools"} {
				path, err := filepath.Abs(filepath.Join(repository, filepath.FromSlash(folder)))
				if err != nil {
					return err
				}
				env.Setenv(name, filepath.ToSlash(path))
			}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
	})
}

// exits is the script command "exits CODE PROGRAM ARGS...".
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM [ARGS...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	err = ts.Exec(args[1], args[2:]...)
	if exit, is := errors.AsType[*exec.ExitError](err); is {
		got, err = exit.ExitCode(), nil
	}
	ts.Check(err)
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// outcome is what a command left behind.
type outcome struct {
	code           int
	stdout, stderr string
}

// run runs a command in this process; stdin is what it reads.
func run(t *testing.T, dir, stdin string, args ...string) outcome {
	t.Helper()
	var stdout, stderr bytes.Buffer
	p := program{args: args, stdin: strings.NewReader(stdin), stdout: &stdout, stderr: &stderr, dir: dir}
	code := p.run(context.Background())
	return outcome{code, stdout.String(), stderr.String()}
}

// everyHelp lists the arguments that show each command's help.
func everyHelp() [][]string {
	var all [][]string
	for _, c := range newRootCommand(&program{}).Commands() {
		all = append(all, []string{"help", c.Name()})
	}
	return all
}

func TestEveryHelpFitsOneScreen(t *testing.T) {
	for _, args := range append(everyHelp(), nil) {
		got := run(t, t.TempDir(), "", args...)
		if got.code != exitPassed || got.stderr != "" {
			t.Errorf("%v: exit code %d, %s", args, got.code, got.stderr)
		}
		if lines := strings.Count(got.stdout, "\n"); lines > 35 {
			t.Errorf("%v: %d lines", args, lines)
		}
	}
}

func TestArgumentsOfTheProcessAreNotTakenForTheProgramsOwn(t *testing.T) {
	os.Args = append(os.Args, "bogus")
	defer func() { os.Args = os.Args[:len(os.Args)-1] }()
	if got := run(t, t.TempDir(), ""); got.code != exitPassed {
		t.Errorf("without arguments: exit code %d, %s", got.code, got.stderr)
	}
}

func TestFailuresKeepTheRulesForWhatPeopleAreTold(t *testing.T) {
	dir := t.TempDir()
	for _, args := range [][]string{
		{"bogus"}, {"help", "bogus"}, {"--bogus"}, {"sim"}, {"sim", "x"}, {"sim", "x", "--wrapper", "bogus"},
		{"sim", "missing", "--wrapper", "taro"}, {"sim", "-", "--wrapper", "taro"}, {"sim", "x", "--wrapper", "taro", "--format", "xml"},
		{"init", "bogus"}, {"init", "a", "b"}, {"validate"}, {"validate", "missing"}, {"schema", "x"}, {"wrappers", "x"},
		{"explore", "bogus"}, {"explore", "late-401", "--wrapper", "bogus"}, {"explore", "missing.yaml"}, {"explore", "a", "b"},
		{"explore", "late-401", "--mode", "x"}, {"explore", "late-401", "--format", "x"}, {"explore", "late-401", "--runs", "-1"},
		{"explore", "late-401", "--requests", "1000"}, {"explore", "late-401", "--faults", "1000"}, {"explore", "late-401", "--allow", "x"},
		{"explore", "late-401", "--baseline", "missing"}, {"explore", "late-401", "--baseline", "-"}, {"explore", "late-401", "--update-baseline"},
		{"explore", "late-401", "--junit", "no/folder.xml"}, {"replay"}, {"replay", "missing"}, {"replay", "-"}, {"replay", "-", "--format", "x"},
		{"mock", "--addr", "x"}, {"mock", "--seed", "-1"}, {"mock", "--token", "jwt"},
	} {
		got := run(t, dir, "{", args...)
		if got.code != exitUsage {
			t.Errorf("%v: exit code %d, want %d", args, got.code, exitUsage)
		}
		lines := strings.Split(strings.TrimSuffix(got.stderr, "\n"), "\n")
		if len(lines) > 2 || !strings.HasPrefix(lines[0], "wxload: error: ") || strings.HasSuffix(lines[0], ".") {
			t.Errorf("%v: %q", args, got.stderr)
		}
		if len(lines) == 2 && !strings.HasPrefix(lines[1], "wxload: hint: ") {
			t.Errorf("%v: %q is no hint", args, lines[1])
		}
	}
}
