package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestMessagesNameTheFlagThatWasUsed(t *testing.T) {
	dir := t.TempDir()
	file := "name: mine\nclients: {count: 10}\nload: {stages: [{duration: 5s, clients: 10}]}\nflow: [launch, {hide: 4s}, {page: a, requests: [a GET /a]}]\n"
	if err := os.WriteFile(filepath.Join(dir, "mine.yaml"), []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		args, want, hint string
		never            string
	}{
		{args: "run --clinets 5", want: "unknown flag: --clinets", hint: "did you mean --clients?"},
		{args: "explore --wraper x", want: "unknown flag: --wraper", hint: "did you mean --wrapper?"},
		{args: "mock --dev-server x", want: "unknown flag: --dev-server", hint: "did you mean --devserver?"},
		{args: "run --zzzzzz", want: "unknown flag: --zzzzzz", hint: "usage: wxload run [FILE]"},
		{args: "run --clients abc", want: `--clients: expected a whole number, got "abc"`, never: "strconv"},
		{args: "explore --runs 1.5", want: `--runs: expected a whole number, got "1.5"`, never: "strconv"},
		{args: "run --seed -1", want: `--seed: expected a whole number of at least 0, got "-1"`, never: "strconv"},
		{args: "run --duration 30", want: `--duration: expected a duration such as 200ms, 30s or 1.5m, got "30"`, never: "time:"},
		{args: "mock --token-ttl 1d", want: `--token-ttl: expected a duration`, never: "time:"},
		{args: "run --quiet=maybe", want: `--quiet: expected true or false, got "maybe"`, never: "strconv"},
		{args: "mock --login-latency fast", want: `invalid argument "fast" for "--login-latency" flag: latency "fast"`},
		{args: "run --clients", want: "--clients needs a value", hint: "write --clients NUMBER"},
		{args: "run --out", want: "--out needs a value", hint: "write --out FORMAT=PATH"},
		{args: "explore late-401 --requests 1000", want: "--requests does not fit late-401: 1000 requests; expected at most 64"},
		{args: "explore late-401 --faults 1000", want: "--faults does not fit late-401"},
		{args: "run --clients 0", want: "--clients: expected a whole number of at least 1, got 0", never: "stages"},
		{args: "run --clients 2000000", want: "--clients: expected a whole number of at most 1000000", never: "stages"},
		{args: "run --duration 0s", want: "--duration: expected a positive duration, got 0s", never: "flow"},
		{args: "run mine.yaml --duration -1s", want: "--duration: expected a positive duration, got -1s", never: "flow"},
		{args: "run --duration 25h", want: "--duration: expected stages that last up to 24h0m0s"},
		{args: "run --duration 1s", want: "--duration does not fit the built-in scenario: think: longer than the run, which lasts 1s", hint: "make it longer", never: "flow["},
		{args: "run mine.yaml --duration 3s", want: "--duration does not fit mine.yaml: flow[1].hide: hidden for longer than the run, which lasts 3s", hint: "make it longer"},
		{args: "run --wrapper flyj", want: `--wrapper: unknown wrapper "flyj"; did you mean "flyjs"?`},
		{args: "run --target localhost:3000", want: `--target: expected a URL such as http://127.0.0.1:3000`, never: "target.control"},
		{args: "run --target http://u:p4ss@localhost:3000", want: `--target: expected a URL without user and password`, never: "p4ss"},
		{args: "explore late401", want: `no situation "late401"; did you mean "late-401"?`},
		{args: "explore two-page", want: `no situation "two-page"; did you mean "two-pages"?`},
		{args: "explore late-401 --mode ful", want: `unknown mode "ful"`, hint: "use --mode auto, random, pct or exhaustive"},
		{args: "explore late-401 --mode exhaustiv", want: `unknown mode "exhaustiv"`, hint: `did you mean "--mode exhaustive"?`},
		{args: "explore late-401 --allow duplicat-login", want: `--allow: no class of defects is called "duplicat-login"; did you mean "duplicate-login"?`},
		{args: "mock --devserver 127.0.0.1:0 --token jwtt", want: `unknown token "jwtt"`, hint: `did you mean "--token jwt"?`},
		{args: "mock --devserver 127.0.0.1:0 --tokens singel", want: `unknown tokens "singel"`, hint: `did you mean "--tokens single"?`},
		{args: "mock --devserver 127.0.0.1:0 --shape tempalte", want: `unknown shape "tempalte"`, hint: `did you mean "--shape template"?`},
		{args: "mock --devserver 127.0.0.1:0 --auth-failure http40", want: `unknown auth-failure "http40"`, hint: `did you mean "--auth-failure http401"?`},
		{args: "run a b", want: `"wxload run" takes one FILE at most, got 2 arguments`},
		{args: "sim", want: `"wxload sim" takes one SCRIPT, got 0 arguments`, hint: "usage: wxload sim SCRIPT"},
	} {
		got := run(t, dir, "", strings.Fields(test.args)...)
		if got.code != exitUsage || !strings.Contains(got.stderr, "wxload: error: "+test.want) || !strings.Contains(got.stderr, test.hint) {
			t.Errorf("%s: exit code %d, %s\nwant %q, %q", test.args, got.code, got.stderr, test.want, test.hint)
		}
		if strings.Count(got.stderr, "error:") != 1 || test.never != "" && strings.Contains(got.stderr, test.never) {
			t.Errorf("%s: told %s", test.args, got.stderr)
		}
	}
}

func TestEveryHelpHasTwoExamples(t *testing.T) {
	for _, args := range everyHelp() {
		name := args[1]
		if name == "help" || name == "exit-codes" {
			continue
		}
		_, examples, _ := strings.Cut(run(t, t.TempDir(), "", args...).stdout, "\nExamples:\n")
		examples, _, _ = strings.Cut(examples, "\n\n")
		if n := strings.Count(examples, "wxload "+name); n != 2 {
			t.Errorf("%s has %d examples: %q", name, n, examples)
		}
	}
}
