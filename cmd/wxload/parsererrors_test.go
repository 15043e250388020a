package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The parsers of files say in English what is wrong: people are told in their language.
func TestErrorsOfParsersAreInChinese(t *testing.T) {
	dir := t.TempDir()
	for extension, texts := range map[string][]string{
		".yaml": {"a: [1, 2", "a: {x: 1", "a: b: c", "a: \"x", "a: 'x", "a: 1\n  b: 2", "a: @x", "a: `x`", "a: |zz\n  x", "a: \"\\q\"", "a: ]",
			"{a: 1}}", "a: [1,,2]", "\"a\": 1 2: 3", "a: \"x\" y", "flow:\n  - launch\n - page: x", "a: {b: 1\nc: 2", ": x", "a: - b", "a:\n  - b\n  c: d"},
		".js": {"export function request(c) {", "return \"x", "const a = 1; let a", "await 3; function f() { await 1 }", "1 = 2", "x = /x", "x ) }", "break", "`abc",
			"/* abc", "class A { constructor() { yield } }", "let x = {a: }", "if (", "import x from 3"},
	} {
		for _, text := range texts {
			name := "x" + extension
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text+"\n"), 0o644); err != nil {
				t.Fatal(err)
			}
			args := []string{"validate", name, "--lang", "zh"}
			if extension == ".js" {
				args[0] = "inspect"
			}
			got := run(t, dir, "", args...)
			told, _, _ := strings.Cut(got.stdout+got.stderr, "个场景文件中")
			if got.code != exitUsage || leftEnglish.MatchString(inQuotes.ReplaceAllString(told, "")) {
				t.Errorf("%q: exit code %d, %s", text, got.code, told)
			}
		}
	}
}

var (
	inQuotes    = regexp.MustCompile(`"[^"]*"|'[^']*'|request\(call\).*`)
	leftEnglish = regexp.MustCompile(`\b[a-z]+ [a-z]+ [a-z]+\b`)
)
