package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/scenario/explore"
)

// The classes of defects stand in client, whose observer sees them, in reports,
// which describes them to people, and in the READMEs: neither package imports the
// other. These tests find a class that was added to one of them alone.

func TestReportsDescribeEveryClassThatTheObserverSees(t *testing.T) {
	if seen, described := observed(t), described(); !slices.Equal(seen, described) {
		t.Errorf("client sees\n%q\nreports describes\n%q", seen, described)
	}
}

func TestClassesThatNoSearchLooksForAreClasses(t *testing.T) {
	for id := range maps.Keys(explore.Unsearched()) {
		if !slices.Contains(described(), id) {
			t.Errorf("explore.Unsearched has %q, which reports does not describe", id)
		}
	}
}

func TestTheREADMEsListEveryClass(t *testing.T) {
	chinese := map[string]string{"high": "高", "medium": "中", "low": "低"}
	tables := map[string]int{} // by the file's name
	for path, text := range readmes(t) {
		rows := regexp.MustCompile("(?m)^\\| `([a-z0-9-]+)` \\| (high|medium|low|高|中|低) \\| (.+) \\|$").FindAllStringSubmatch(text, -1)
		if len(rows) == 0 {
			continue
		}
		tables[filepath.Base(path)]++
		for i, class := range reports.Classes() {
			want := class.Severity
			inChinese := strings.HasSuffix(path, ".zh-CN.md")
			if inChinese {
				want = chinese[want]
			}
			switch {
			case i >= len(rows) || rows[i][1] != class.ID:
				t.Fatalf("%s: row %d of the classes is not %s, as in reports", path, i+1, class.ID)
			case rows[i][2] != want:
				t.Errorf("%s: the severity of %s is %s, want %s", path, class.ID, rows[i][2], want)
			case !inChinese && !strings.HasPrefix(rows[i][3], class.Sentence):
				t.Errorf("%s: the row of %s does not begin with %q", path, class.ID, class.Sentence)
			}
		}
		if len(rows) > len(reports.Classes()) {
			t.Errorf("%s: %s is no class", path, rows[len(reports.Classes())][1])
		}
	}
	if tables["README.md"] != 1 || tables["README.zh-CN.md"] != 1 {
		t.Errorf("tables of the classes: %v, want one in each language", tables)
	}
}

// described are the ids that reports knows.
func described() (ids []string) {
	for _, class := range reports.Classes() {
		ids = append(ids, class.ID)
	}
	return ids
}

// observed are the ids in client: the constants beside DuplicateLogin.
func observed(t *testing.T) (ids []string) {
	t.Helper()
	paths, err := filepath.Glob("../../client/*.go")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no sources of client: %v", err)
	}
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			if texts := constants(decl); slices.Contains(texts, "duplicate-login") {
				return texts
			}
		}
	}
	t.Fatal("client has no constants of classes")
	return nil
}

// constants are the texts of a const declaration.
func constants(decl ast.Decl) (texts []string) {
	block, is := decl.(*ast.GenDecl)
	if !is || block.Tok != token.CONST {
		return nil
	}
	for _, spec := range block.Specs {
		for _, value := range spec.(*ast.ValueSpec).Values {
			if literal, is := value.(*ast.BasicLit); is && literal.Kind == token.STRING {
				text, _ := strconv.Unquote(literal.Value)
				texts = append(texts, text)
			}
		}
	}
	return texts
}

// readmes are the texts of the module's READMEs by path.
func readmes(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	err := filepath.WalkDir("../..", func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == ".git" || entry.Name() == "node_modules") {
			return filepath.SkipDir
		}
		if name := entry.Name(); !entry.IsDir() && (name == "README.md" || name == "README.zh-CN.md") {
			text, err := os.ReadFile(path)
			texts[path] = string(text)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts
}
