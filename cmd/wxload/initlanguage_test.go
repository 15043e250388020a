package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/wxload/wxload/scenario"
)

// What init writes has its comments in the reader's language, and nothing else: what a
// scenario means does not depend on it.
func TestFilesOfInitDifferInTheirCommentsAlone(t *testing.T) {
	sources := map[string]string{
		"own.js":     "export const request = (call) => new Promise((ok, no) => wx.request({ url: 'https://a.example.cn/x', success: ok, fail: no }))\n",
		"some.curl":  "curl https://a.example.cn/login -d '{\"code\":\"x\"}'\ncurl https://a.example.cn/me -H 'X-Token: abc'\n",
		"app.js":     "const { get } = require('./net')\nApp({ onLaunch() { get('/home') } })\n",
		"net.js":     "exports.get = (url) => new Promise((ok, no) => wx.request({ url: 'https://a.example.cn' + url, header: { token: wx.getStorageSync('t') }, success: ok, fail: no }))\n",
		"app.json":   `{"pages": ["index"]}`,
		"index.js":   "Page({ onLoad() { require('./net').get('/me') } })\n",
		"index.wxml": "",
	}
	commands := [][]string{{"init", "own", "--from", "own.js"}, {"init", "some", "--from", "some.curl"}, {"init", "app", "--from", "."},
		{"init", "there", "--from", "own.js", "--target", "http://127.0.0.1:3000"}, {"init", "reference-js"}, {"init", "reference-ts"}}
	for _, template := range scenario.Templates() {
		commands = append(commands, []string{"init", template.Name})
	}
	for _, args := range commands {
		written := map[string]string{}
		for _, language := range []string{"en", "zh"} {
			dir := t.TempDir()
			for name, text := range sources {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if got := run(t, dir, "", append(args, "--lang", language)...); got.code != exitPassed {
				t.Fatalf("%v: exit code %d, %s", args, got.code, got.stderr)
			}
			for _, path := range []string{args[1] + ".yaml", "reference.js", "reference.ts"} {
				if data, err := os.ReadFile(filepath.Join(dir, path)); err == nil {
					written[language] = string(data)
				}
			}
		}
		english, chinese := withoutComments(written["en"]), withoutComments(written["zh"])
		if english != chinese || english == "" {
			t.Errorf("%v: in Chinese\n%s\nin English\n%s", args, chinese, english)
		}
		for _, comment := range commented.FindAllString(written["zh"], -1) {
			if regexp.MustCompile(`\b(the|and|with|that|which|it|is|guess)\b`).MatchString(comment) {
				t.Errorf("%v: in Chinese stands %s", args, comment)
			}
		}
		if !regexp.MustCompile(`(#|//) .*\p{Han}`).MatchString(written["zh"]) {
			t.Errorf("%v: no Chinese in\n%s", args, written["zh"])
		}
	}
}

// commented are the comments of a file in YAML or JavaScript.
var commented = regexp.MustCompile(`(?m)(?:^|\s)(?:#|//)(?: .*)?$`)

// withoutComments is what is left of a file, without the ends of its lines and empty ones.
func withoutComments(text string) string {
	var lines []string
	for line := range strings.Lines(commented.ReplaceAllString(text, "")) {
		if line = strings.TrimRight(line, " \n"); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
