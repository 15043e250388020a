package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// compare compares an output in a document with what a command printed.
func (r *reader) compare(want *block, printed string) {
	r.t.Helper()
	for i := 0; i < len(r.addresses); i += 2 {
		printed = strings.ReplaceAll(printed, r.addresses[i+1], r.addresses[i])
	}
	got := strings.Split(strings.TrimSuffix(printed, "\n"), "\n")
	if _, shape := want.clause("shape of output"); shape {
		if missing := missingShape(want.lines, got); missing != "" {
			r.errorf(want, "no line like %q, or in another place, in\n%s", missing, printed)
		}
		return
	}
	if sameOutput(want.lines, got) {
		return
	}
	if *update && renewed(want.lines, got) != nil {
		r.update(want.n, got)
		return
	}
	r.errorf(want, "the document has\n%s\nit printed\n%s", want.text(), printed)
}

// isElision reports a line that stands for any number of lines, at least one.
func isElision(line string) bool { return strings.HasPrefix(strings.TrimSpace(line), "[…") }

// requestID is that of an error of WeChat's, which has the time in it.
var requestID = regexp.MustCompile(`rid: [0-9a-f-]+`)

// sameOutput compares line by line, but for what is left out.
func sameOutput(want, got []string) bool {
	switch {
	case len(want) == 0:
		return len(got) == 0
	case isElision(want[0]):
		for n := 1; n <= len(got); n++ {
			if sameOutput(want[1:], got[n:]) {
				return true
			}
		}
		return false
	case len(got) == 0:
		return false
	}
	same := func(line string) string { return requestID.ReplaceAllString(line, "rid") }
	return same(want[0]) == same(got[0]) && sameOutput(want[1:], got[1:])
}

var (
	figure = regexp.MustCompile(`\b(none|[0-9][0-9,]*(\.[0-9]+)?( ?(ms|s|%|KiB|MiB|GiB)\b)?)`)
	blanks = regexp.MustCompile(` +`)
)

// shapeOf is a line without its numbers and widths.
func shapeOf(line string) string {
	return blanks.ReplaceAllString(figure.ReplaceAllString(line, "#"), " ")
}

// missingShape is the first wanted line whose shape no line has, or begins with,
// after the one for the line before; empty where there is none.
func missingShape(want, got []string) string {
	for _, line := range want {
		if line == "" || isElision(line) {
			continue
		}
		n := slices.IndexFunc(got, func(g string) bool { return strings.HasPrefix(shapeOf(g), shapeOf(line)) })
		if n < 0 {
			return shapeOf(line)
		}
		got = got[n+1:]
	}
	return ""
}

// renewed is an output as the document would have it: whole, or as much of its
// beginning and its end as it has now. It is nil where the middle is there, too.
func renewed(old, printed []string) []string {
	var left []int // the lines that stand for others
	for i, line := range old {
		if isElision(line) {
			left = append(left, i)
		}
	}
	switch {
	case len(left) == 0:
		return printed
	case len(left) > 1 || len(printed) < len(old):
		return nil
	}
	tail := len(old) - left[0] - 1
	return slices.Concat(printed[:left[0]], old[left[0]:left[0]+1], printed[len(printed)-tail:])
}

// update writes an output into the document and its twin.
func (r *reader) update(n int, printed []string) {
	r.t.Helper()
	for _, d := range []*document{r.doc, r.twin} {
		if d == nil || n >= len(d.blocks) {
			continue
		}
		b := d.blocks[n]
		lines := renewed(b.lines, printed)
		if lines == nil {
			continue
		}
		text := slices.Replace(slices.Clone(d.lines), b.first, b.first+len(b.lines), lines...)
		path := filepath.Join(repository, filepath.FromSlash(d.path))
		if err := os.WriteFile(path, []byte(strings.Join(text, "\n")), 0o644); err != nil {
			r.t.Fatal(err)
		}
		d.lines, d.blocks = text, blocksOf(text)
	}
}
