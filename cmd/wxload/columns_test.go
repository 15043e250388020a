package main

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestColumnsWrapTheSecondCellUnderItsBeginning(t *testing.T) {
	var b strings.Builder
	long := strings.Repeat("x", 70)
	if err := columns(&b, [][2]string{{"one", "short"}, {"登录", strings.Repeat("word ", 12)}, {"", "more"}, {"four", long}}); err != nil {
		t.Fatal(err)
	}
	want := "one   short\n" +
		"登录  " + strings.TrimSpace(strings.Repeat("word ", 11)) + "\n" +
		"      word\n" +
		"      more\n" +
		"four  " + long + "\n"
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

func TestTablesForPeopleFit(t *testing.T) {
	for _, args := range [][]string{nil, {"wrappers"}, {"explore"}, {"init"}, {"help", "exit-codes"}} {
		got := run(t, t.TempDir(), "", args...)
		rows := 0
		for line := range strings.Lines(got.stdout) {
			if (len(args) == 0 || args[0] == "help") && !strings.HasPrefix(line, "  ") {
				continue // prose of the help
			}
			rows++
			if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > tableWidth {
				t.Errorf("%v: %d characters: %s", args, n, line)
			}
		}
		if rows < 5 {
			t.Errorf("%v: %d rows", args, rows)
		}
	}
}
