package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const namedLikeWords = `app: {domains: {develop: embedded}}
target: {devserver: {latency: 1ms..3ms}}
mock: {latency: {login: 1ms, checksession: 1ms, jscode2session: 1ms}}
clients: {count: 5, initial: {valid: 100%}}
repeat: 1
flow:
  - launch
  - {page: failed, requests: [requests GET /api/timeout, login GET /api/none]}
`

// What programs read is the same in every language: JSON, JUnit, and what a search finds.
func TestTheLanguageIsForPeopleAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "words.yaml"), []byte(namedLikeWords), 0o644); err != nil {
		t.Fatal(err)
	}
	if got := run(t, dir, "", "run", "words.yaml", "--quiet", "--wrapper", "callback", "--out", "result=run.wxr"); got.code != exitThreshold {
		t.Fatalf("exit code %d, %s%s", got.code, got.stdout, got.stderr)
	}
	if got := run(t, dir, "", "explore", "late-401", "--wrapper", "template", "--out", "found", "--lang", "zh"); got.code != exitThreshold {
		t.Fatalf("exit code %d, %s", got.code, got.stderr)
	}
	elapsed := regexp.MustCompile(`"elapsed_ms":[^,]+`)
	for _, args := range [][]string{
		{"report", "run.wxr", "--out", "json=-"},
		{"report", "run.wxr", "--out", "junit=-"},
		{"explore", "late-401", "--wrapper", "template", "--format", "json"},
		{"replay", "found/late-401-1.json", "--format", "json"},
		{"version", "--format", "json"},
		{"schema"},
	} {
		english, chinese := run(t, dir, "", append(args, "--lang", "en")...), run(t, dir, "", append(args, "--lang", "zh")...)
		if english.code != chinese.code {
			t.Errorf("%v: exit codes %d and %d", args, english.code, chinese.code)
		}
		if a, b := elapsed.ReplaceAllString(english.stdout, ""), elapsed.ReplaceAllString(chinese.stdout, ""); a != b || a == "" {
			t.Errorf("%v: in Chinese\n%s\nin English\n%s", args, b, a)
		}
	}
}

// Requests, pages and files may have names that are words of the reports.
func TestNamesAreNotTranslated(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"failed": namedLikeWords, "none.yaml": "flow: 3\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got := run(t, dir, "", "run", "failed", "--quiet", "--lang", "zh", "--wrapper", "callback")
	for _, want := range []string{"\n  requests  ", "\n  login     ", "重复登录"} {
		if !strings.Contains(got.stdout, want) {
			t.Errorf("%q is missing in\n%s%s", want, got.stdout, got.stderr)
		}
	}
	if strings.Contains(got.stdout, "\n  请求 ") {
		t.Errorf("a request is called 请求 in\n%s", got.stdout)
	}
	got = run(t, dir, "", "validate", "failed", "none.yaml", "--lang", "zh")
	if !strings.Contains(got.stdout, "failed：没有问题\n") || !strings.Contains(got.stdout, "none.yaml:1:7: flow：应为列表") {
		t.Errorf("validate: %s", got.stdout)
	}
}

// Whatever a person can be told by the help is Chinese.
func TestEveryHelpIsInChinese(t *testing.T) {
	english := regexp.MustCompile(`\b(the|and|with|of|that|which)\b`)
	for _, args := range append(everyHelp(), nil) {
		got := run(t, t.TempDir(), "", append(args, "--lang", "zh")...)
		for line := range strings.Lines(got.stdout) {
			if strings.HasPrefix(line, "  wxload") || strings.Contains(line, `{"`) {
				continue // a command, a script
			}
			if english.MatchString(line) {
				t.Errorf("%v: %s", args, line)
			}
		}
		if lines := strings.Count(got.stdout, "\n"); lines > 35 {
			t.Errorf("%v: %d lines", args, lines)
		}
	}
}
