package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The switch ran 5 times and took its cases 2, 0 and 3 times: the first condition
// was evaluated 5 times, the second and the third 3 times, and there is no fourth.
func TestConditionsAreCountedByTheCasesBeforeThem(t *testing.T) {
	dir := t.TempDir()
	const source = `package p

func sign(n int) int {
	switch {
	case n < 0:
		return -1
	case n == 7, n == 8:
		return 7
	case n > 0:
		return 1
	}
	return 0
}

func never(n int) bool {
	switch {
	case n > 0:
		return true
	}
	return false
}
`
	const counted = `mode: count
example.com/m/p/p.go:3.22,4.9 1 5
example.com/m/p/p.go:5.13,6.12 1 2
example.com/m/p/p.go:7.21,8.11 1 0
example.com/m/p/p.go:9.13,10.11 1 3
example.com/m/p/p.go:12.2,12.10 1 0
example.com/m/p/p.go:15.24,16.9 1 0
example.com/m/p/p.go:17.13,18.14 1 0
`
	profile := filepath.Join(dir, "profile")
	if err := os.Mkdir(filepath.Join(dir, "p"), 0o755); err != nil {
		t.Fatal(err)
	}
	for path, text := range map[string]string{filepath.Join(dir, "p", "p.go"): source, profile: counted} {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := run(profile, "example.com/m", dir); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(profile)
	if err != nil {
		t.Fatal(err)
	}
	const want = `example.com/m/p/p.go:5.7,5.12 1 5
example.com/m/p/p.go:7.7,7.21 1 3
example.com/m/p/p.go:9.7,9.12 1 3
`
	if got := strings.TrimPrefix(string(text), counted); got != want {
		t.Errorf("added\n%swant\n%s", got, want)
	}
}
