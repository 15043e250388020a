package scenario

import (
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/mockwx"
	"github.com/wxload/wxload/reports"
)

// TestTheREADMEDescribesEveryKey compares the tables of the README with the tags of
// the model; -update writes them anew. A test of cmd/wxload holds the Chinese ones
// beside them.
func TestTheREADMEDescribesEveryKey(t *testing.T) {
	text := readREADME(t)
	for note, want := range tablesOfKeys() {
		if *update {
			text = withTable(text, note, want)
		}
		got := tableAfter(text, note)
		if got == nil {
			t.Errorf("README.md has no table after <!-- %s -->; it would be\n%s", note, strings.Join(want, "\n"))
			continue
		}
		for i, row := range want {
			if i >= len(got) || strings.ReplaceAll(got[i], "`", "") != strings.ReplaceAll(row, "`", "") {
				t.Errorf("README.md, %s: row %d is not\n%s", note, i+1, row)
				break
			}
		}
		if len(got) > len(want) {
			t.Errorf("README.md, %s: no key has the row\n%s", note, got[len(want)])
		}
	}
	if *update {
		if err := os.WriteFile("README.md", []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTheREADMEListsEveryStep(t *testing.T) {
	rows := tableAfter(readREADME(t), "steps")
	var listed []string
	for _, row := range rows {
		cell, _, _ := strings.Cut(strings.TrimPrefix(row, "|"), "|")
		listed = append(listed, regexp.MustCompile("`([a-z]+)").FindStringSubmatch(cell)[1])
	}
	if !slices.Equal(slices.Compact(listed), stepWords()) { // one may have several rows
		t.Errorf("README.md has the steps %q, there are %q", listed, stepWords())
	}
}

func readREADME(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// cutTable splits a text into what stands before the rows of the table after a
// comment, the rows, and what comes after them.
func cutTable(text, note string) (before string, rows []string, after string) {
	before, table, found := strings.Cut(text, "<!-- "+note+" -->\n")
	if !found {
		return text, nil, ""
	}
	lines := strings.Split(table, "\n")
	end := slices.IndexFunc(lines, func(line string) bool { return !strings.HasPrefix(line, "|") })
	before += "<!-- " + note + " -->\n" + lines[0] + "\n" + lines[1] + "\n"
	return before, lines[2:end], strings.Join(lines[end:], "\n")
}

func tableAfter(text, note string) []string {
	_, rows, _ := cutTable(text, note)
	return rows
}

func withTable(text, note string, rows []string) string {
	before, old, after := cutTable(text, note)
	if old == nil {
		return text
	}
	return before + strings.Join(rows, "\n") + "\n" + after
}

// tablesOfKeys are the rows by the table's note: one table for the keys at the top,
// for each group of them, and for a request.
func tablesOfKeys() map[string][]string {
	tables := map[string][]string{"keys of a request": rowsOf(reflect.TypeFor[Request](), ""), "keys of an upload": rowsOf(reflect.TypeFor[Upload](), "")}
	root := reflect.TypeFor[Scenario]()
	var top []string
	for _, f := range fieldsOf(root) {
		ft := root.FieldByIndex(f.index).Type
		top = append(top, rowOf(f, ft, ""))
		switch group, prefix := groupOf(ft, f.key); {
		case group != nil && group != reflect.TypeFor[Step]():
			tables["keys of "+f.key] = rowsOf(group, prefix)
		}
	}
	tables["keys of a scenario"] = top
	return tables
}

// groupOf is the group that a field holds, alone or in a list, and the beginning of
// its keys' names; nil where it holds none.
func groupOf(t reflect.Type, key string) (reflect.Type, string) {
	switch {
	case isGroup(t):
		return t, key + "."
	case t.Kind() == reflect.Slice && !isJSON(t) && isGroup(t.Elem()):
		return t.Elem(), key + "[]."
	}
	return nil, ""
}

// rowsOf are the rows of a group and of the groups in it. What it has from another group
// is described there.
func rowsOf(t reflect.Type, prefix string) (rows []string) {
	for _, f := range fieldsOf(t) {
		if len(f.index) > 1 {
			continue
		}
		ft := t.FieldByIndex(f.index).Type
		rows = append(rows, rowOf(f, ft, prefix))
		if group, below := groupOf(ft, prefix+f.key); group != nil {
			rows = append(rows, rowsOf(group, below)...)
		}
	}
	return rows
}

func rowOf(f field, t reflect.Type, prefix string) string {
	preset := f.unset
	if f.preset != "" {
		preset = "`" + f.preset + "`"
	}
	return strings.ReplaceAll(fmt.Sprintf("| `%s%s` | %s | %s | %s |", prefix, f.key, typeWord(f, t), preset, f.doc), "|  |", "| |")
}

// typeWord is what the README calls a type.
func typeWord(f field, t reflect.Type) string {
	switch group, _ := groupOf(t, ""); {
	case isJSON(t):
		return map[string]string{"object": "mapping", "scalar": "text or number", "": "any"}[f.format]
	case group != nil && isGroup(t):
		return "mapping"
	case group != nil:
		return "list of mappings"
	case t.Kind() == reflect.Slice:
		return "list"
	case t.Kind() == reflect.Map:
		return "mapping"
	case len(f.enum) > 0:
		return "`" + strings.Join(f.enum, "`, `") + "`"
	}
	return scalarWord(f, t)
}

func scalarWord(f field, t reflect.Type) string {
	bounds := ""
	if f.min != "" {
		bounds = " " + f.min + "–" + f.max
	}
	switch t {
	case reflect.TypeFor[time.Duration]():
		return "duration"
	case reflect.TypeFor[Share]():
		return "share"
	case reflect.TypeFor[Size]():
		return "size" + bounds
	case reflect.TypeFor[Range]():
		return "duration or range"
	case reflect.TypeFor[mockwx.Latency]():
		return "latency"
	case reflect.TypeFor[mockwx.Rotation]():
		return "text or duration"
	case reflect.TypeFor[reports.Threshold]():
		return "threshold"
	}
	switch t.Kind() {
	case reflect.Int, reflect.Uint64:
		return "integer" + bounds
	case reflect.Float64:
		return "number" + bounds
	case reflect.Bool:
		return "true or false"
	default:
		return "text"
	}
}
