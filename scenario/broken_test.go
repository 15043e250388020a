package scenario

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// update rewrites the golden files: go test ./scenario -update
var update = flag.Bool("update", false, "rewrite the golden files")

func knownWrappers() map[string]string {
	return map[string]string{"reference": "flyjs", "template": "template", "flyjs": "flyjs", "flyjs-check": "flyjs", "callback": "flyjs",
		"taro": "taro", "egg": "egg", "userclass": "userclass"}
}

func TestBrokenFilesAreRefusedWithTheirOwnMessage(t *testing.T) {
	files, err := filepath.Glob("testdata/broken/*.yaml")
	if err != nil || len(files) < 30 {
		t.Fatalf("%d broken files, %v; want at least 30", len(files), err)
	}
	var all strings.Builder
	seen := map[string]string{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(file)
		_, err = Parse(name, data, Options{Wrappers: knownWrappers()})
		var problems Problems
		if !errors.As(err, &problems) {
			t.Errorf("%s: error %v, want Problems", name, err)
			continue
		}
		_, message, _ := strings.Cut(problems[0].Error(), ": ")
		if other := seen[message]; other != "" {
			t.Errorf("%s and %s have the same message: %s", name, other, message)
		}
		seen[message] = name
		all.WriteString(err.Error() + "\n")
	}
	checkGolden(t, "testdata/broken.golden", all.String())
}

func checkGolden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Split(string(text), "\n")
	for i, line := range strings.Split(got, "\n") {
		if i >= len(want) || line != want[i] {
			t.Fatalf("%s differs in line %d:\n got %s\nwant %s", file, i+1, line, want[min(i, len(want)-1)])
		}
	}
	if got != string(text) {
		t.Errorf("%s has more lines than there are messages", file)
	}
}

func TestEveryProblemOfABrokenFilePointsIntoTheFile(t *testing.T) {
	files, _ := filepath.Glob("testdata/broken/*.yaml")
	for _, file := range files {
		data, _ := os.ReadFile(file)
		lines := strings.Split(string(data), "\n")
		_, err := Parse(file, data, Options{Wrappers: knownWrappers()})
		var problems Problems
		errors.As(err, &problems)
		for _, p := range problems {
			if p.Line < 1 || p.Line > len(lines) || p.Column < 1 || p.Column > len([]rune(lines[p.Line-1]))+1 {
				t.Errorf("%v points outside the file", p)
			}
		}
	}
}

func TestAMessageNamesAtMostTwentyProblems(t *testing.T) {
	var file strings.Builder
	file.WriteString("flow:\n  - launch\n")
	for range 25 {
		file.WriteString("  - lunch\n")
	}
	_, err := Parse("many.yaml", []byte(file.String()), Options{})
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != 21 || lines[20] != "and 5 more" {
		t.Errorf("%d lines, the last %q; want 20 problems and a count of 5", len(lines), lines[len(lines)-1])
	}
}

func TestLimitsOfAFile(t *testing.T) {
	for _, tt := range []struct{ name, file, want string }{
		{"bytes", strings.Repeat("#", maxBytes+1), "the file has 1048577 bytes"},
		{"keys", strings.Repeat("a: 1\n", 100_000), "big.yaml:2001:2: a mapping of more than 2000 keys"},
		{"keys between comments", "app:\n" + strings.Repeat("  a: 1\n# b\n", 30_000), "a mapping of more than 2000 keys"},
		{"different requests", "flow:\n  - launch\n" + pagesOf(1500), "the latencies of 1500 different requests take 1078 MB; at most 1024 MB"},
		{"lists in lists", "flow: " + strings.Repeat("[", 5000), "nested more than 40 deep"},
		{"dashes", strings.Repeat("- ", 5000), "nested more than 40 deep"},
		{"brackets left open", strings.Repeat("name: [a\n", 50), "nested more than 40 deep; is the bracket in line 1 closed?"},
		{"indentation", "a:\n" + strings.Repeat(" ", 900) + "b: 1\n", "indented by more than 800 columns"},
		{"mappings in mappings", strings.Repeat("{a: ", 3000), "nested more than 40 deep"},
		{"entries", "thresholds:\n" + strings.Repeat("  - logins > 1\n", 200) + "flow:\n  - launch\n", "expected at most 100 thresholds, got 200"},
		{"not UTF-8", "name: \xff\xfe\n", "this line is not UTF-8"},
		{"null byte", "name: \x00\n", "the control character U+0000"},
	} {
		_, err := Parse("big.yaml", []byte(tt.file), Options{})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %.100v, want %q", tt.name, err, tt.want)
		}
	}
}

// pagesOf are so many pages, each with a request of its own.
func pagesOf(n int) string {
	var pages strings.Builder
	for i := range n {
		fmt.Fprintf(&pages, "  - page: p%d\n    requests: [GET /api/%d]\n", i, i)
	}
	return pages.String()
}

// A long flow is no large one: what its requests measure takes the memory, by their names.
func TestAFlowMayBeLong(t *testing.T) {
	file := "flow:\n  - launch\n" + strings.Repeat("  - page: p\n    requests: [GET /a, GET /b]\n  - think: 1s\n", 2500)
	s, err := Parse("long.yaml", []byte(file), Options{})
	if err != nil || len(s.Flow) != 5001 {
		t.Fatalf("%.200v", err)
	}
}

func FuzzParse(f *testing.F) {
	for _, pattern := range []string{"testdata/broken/*.yaml", "templates/*.yaml"} {
		files, _ := filepath.Glob(pattern)
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Parse("fuzz.yaml", data, Options{Wrappers: knownWrappers()})
		if (s == nil) == (err == nil) {
			t.Fatalf("scenario %v and error %v", s != nil, err)
		}
		if err != nil {
			return
		}
		if err := s.Validate(Options{Wrappers: knownWrappers()}); err != nil {
			t.Errorf("accepted with places, refused without: %v", err)
		}
		shape := s.Shape()
		shape.ClientsAt(shape.Duration() / 2)
		shape.Start(shape.Launches() / 2)
		s.Initial(s.Clients.Count)
		if r, err := s.Resolve("", "http://127.0.0.1:1"); err != nil {
			t.Errorf("accepted, and not to be resolved: %v", err)
		} else {
			r.Hosts()
		}
	})
}
