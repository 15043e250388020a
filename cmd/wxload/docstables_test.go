package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/mockwx"
	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/explore/situation"
	"github.com/wxload/wxload/scenario/sim"
)

// tables are those of the documents that say what the program knows already: by
// the table's note, the beginning of each cell of each row. An empty cell is left
// to the writers. Tables with another note are compared by other tests.
func tables(t *testing.T) map[string][][]string {
	return map[string][][]string{
		"commands":         commandRows(),
		"exit codes":       exitCodeRows(t),
		"wrappers":         wrapperRows(),
		"defect classes":   classRows(),
		"duplicate logins": duplicateRows(),
		"report formats":   codeRows(outputFormats()),
		"compared metrics": comparedRows(t),
		"templates":        templateRows(),
		"situations":       situationRows(),
		"keys of a script": codeRows(jsonKeys(reflect.TypeFor[sim.Script]())),
		"keys of a fault":  codeRows(jsonKeys(reflect.TypeFor[mockwx.Fault]())),
		"make targets":     makeRows(t),
	}
}

func TestTheTablesOfTheDocumentsSayWhatTheProgramKnows(t *testing.T) {
	want := tables(t)
	seen := map[string]int{}
	english, _ := documents(t)
	for _, d := range english {
		for i := range d.blocks {
			b := &d.blocks[i]
			if b.lang != "table" || len(b.note) == 0 {
				continue
			}
			seen[b.note[0]]++
			rows, known := want[b.note[0]]
			if known {
				compareRows(t, d, b, rows)
			}
		}
	}
	for name := range want {
		if seen[name] != 1 {
			t.Errorf("the table %q stands in %d documents, want 1", name, seen[name])
		}
	}
}

func compareRows(t *testing.T, d *document, b *block, want [][]string) {
	t.Helper()
	got := b.rows()
	for i, row := range want {
		if i >= len(got) || !beginsWith(got[i], row) {
			t.Errorf("%s:%d: row %d is not\n| %s |", d.path, b.first, i+1, strings.Join(row, " | "))
			return
		}
	}
	if len(got) > len(want) {
		t.Errorf("%s:%d: nothing is called %s", d.path, b.first, got[len(want)][0])
	}
}

// beginsWith reports whether each wanted cell is the beginning of its own.
func beginsWith(got, want []string) bool {
	for i := range want {
		if i >= len(got) || !strings.HasPrefix(got[i], want[i]) {
			return false
		}
	}
	return true
}

func quoted(word string) string { return "`" + word + "`" }

// codeRows are rows of which only the first cell is known.
func codeRows(words []string) (rows [][]string) {
	for _, word := range words {
		rows = append(rows, []string{quoted(word)})
	}
	return rows
}

func commandRows() (rows [][]string) {
	for _, c := range newRootCommand(&program{}).Commands() {
		if c.GroupID != "" && c.Name() != "help" {
			rows = append(rows, []string{quoted("wxload " + c.Use), c.Short})
		}
	}
	return rows
}

// exitCodeRows are read from the help topic.
func exitCodeRows(t *testing.T) (rows [][]string) {
	help := run(t, t.TempDir(), "", "help", "exit-codes").stdout
	for _, found := range regexp.MustCompile(`(?m)^ +([0-9]+)  (.+)$`).FindAllStringSubmatch(help, -1) {
		rows = append(rows, found[1:])
	}
	return rows
}

func wrapperRows() (rows [][]string) {
	for _, info := range wrapper.All() {
		rows = append(rows, []string{quoted(info.ID), "", info.Summary, info.Holes})
	}
	return rows
}

func classRows() (rows [][]string) {
	for _, class := range reports.Classes() {
		rows = append(rows, []string{quoted(class.ID), class.Severity, class.Sentence})
	}
	return rows
}

// duplicateRows are the kinds, as the report counts them.
func duplicateRows() (rows [][]string) {
	for _, key := range jsonKeys(reflect.TypeFor[reports.Duplicates]()) {
		if key != "total" && key != "clients" {
			rows = append(rows, []string{quoted(strings.ReplaceAll(key, "_", "-"))})
		}
	}
	return rows
}

func templateRows() (rows [][]string) {
	for _, template := range scenario.Templates() {
		rows = append(rows, []string{quoted(template.Name), template.Summary})
	}
	return rows
}

func situationRows() (rows [][]string) {
	for _, s := range situation.All() {
		rows = append(rows, []string{quoted(s.Name), s.Summary})
	}
	return rows
}

// makeRows are the targets of the Makefile in their order.
func makeRows(t *testing.T) (rows [][]string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(repository, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	for _, found := range regexp.MustCompile(`(?m)^([a-z]+):`).FindAllStringSubmatch(string(text), -1) {
		rows = append(rows, []string{quoted("make " + found[1])})
	}
	return rows
}

// TestTheChineseTableOfClassesHasTheirSeverities, the one column of it that is
// translated word by word.
func TestTheChineseTableOfClassesHasTheirSeverities(t *testing.T) {
	chinese := map[string]string{"high": "高", "medium": "中", "low": "低"}
	d := readDocument(t, filepath.Join(repository, "reports", "README.zh-CN.md"))
	i := slices.IndexFunc(d.blocks, func(b block) bool { return slices.Contains(b.note, "defect classes") })
	if i < 0 {
		t.Fatal("no table")
	}
	rows := d.blocks[i].rows()
	for n, class := range reports.Classes() {
		if n >= len(rows) || rows[n][1] != chinese[class.Severity] {
			t.Errorf("row %d: want %s, %s", n+1, class.ID, chinese[class.Severity])
		}
	}
}

// jsonKeys are the keys of a struct in JSON, in their order.
func jsonKeys(t reflect.Type) (keys []string) {
	for _, f := range reflect.VisibleFields(t) {
		if key, _, _ := strings.Cut(f.Tag.Get("json"), ","); key != "" && key != "-" {
			keys = append(keys, key)
		}
	}
	return keys
}

// TestTheREADMEOfScriptsNamesEveryKey finds a key of an action, a latency, a fault or
// a setting that its text does not speak of.
func TestTheREADMEOfScriptsNamesEveryKey(t *testing.T) {
	d := readDocument(t, filepath.Join(repository, "scenario", "sim", "README.md"))
	var text strings.Builder
	for i, line := range d.lines {
		if !d.fenced(i) {
			text.WriteString(line + "\n")
		}
	}
	for _, group := range []reflect.Type{reflect.TypeFor[sim.Initial](), reflect.TypeFor[sim.Action](), reflect.TypeFor[sim.PageEntry](), reflect.TypeFor[sim.Latencies](),
		reflect.TypeFor[sim.Latency](), reflect.TypeFor[sim.Fault](), reflect.TypeFor[sim.Settings](), reflect.TypeFor[sim.Limits]()} {
		for _, key := range jsonKeys(group) {
			if !regexp.MustCompile("[`\"]" + key + "[`\"]").MatchString(text.String()) {
				t.Errorf("%s: it does not name %s", group.Name(), key)
			}
		}
	}
}

// TestTheREADMEListsEveryCallOfTheServers reads the paths in the servers' sources.
func TestTheREADMEListsEveryCallOfTheServers(t *testing.T) {
	d := readDocument(t, filepath.Join(repository, "mockwx", "README.md"))
	for name, sources := range map[string][]string{
		"calls of the mock":     {"endpoint.go", "handle.go", "serve.go"},
		"calls of the stand-in": {"devserver/route.go", "devserver/control.go", "devserver/shape.go"},
	} {
		i := slices.IndexFunc(d.blocks, func(b block) bool { return slices.Contains(b.note, name) })
		if i < 0 {
			t.Errorf("no table %q", name)
			continue
		}
		listed := urlPath.FindAllString(d.blocks[i].text(), -1)
		for _, source := range sources {
			for _, path := range pathsIn(t, filepath.Join(repository, "mockwx", filepath.FromSlash(source))) {
				if !slices.ContainsFunc(listed, func(l string) bool { return l == path || strings.HasSuffix(path, "/") && strings.HasPrefix(l, path) }) {
					t.Errorf("the table %q lacks %s of mockwx/%s", name, path, source)
				}
			}
		}
	}
}

var urlPath = regexp.MustCompile(`/[A-Za-z0-9_/-]*`)

// pathsIn are the URL paths in a source file, also where a method stands before
// them. One that ends in a slash is the beginning of paths.
func pathsIn(t *testing.T, source string) (paths []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), source, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	route := regexp.MustCompile(`^(?:[A-Z]+ )?(/[A-Za-z0-9_/-]*)$`)
	ast.Inspect(file, func(node ast.Node) bool {
		if literal, is := node.(*ast.BasicLit); is && literal.Kind == token.STRING {
			text, _ := strconv.Unquote(literal.Value)
			if found := route.FindStringSubmatch(text); found != nil {
				paths = append(paths, found[1])
			}
		}
		return true
	})
	return paths
}
