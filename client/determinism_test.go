package client_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/wxload/wxload/"

// simulated are the packages that run in virtual time: they may not know what
// time it is, start anything, or depend on the order of a map.
var simulated = []string{"client", "client/loop", "client/wx", "client/wx/errno", "client/wrapper", "scenario/sim", "scenario/sim/servers", "client/script", "client/script/engine", "client/script/platform", "client/script/appservice"}

// forbiddenImports bring in another world's time, order or randomness.
var forbiddenImports = []string{"sync", "sync/atomic", "context", "math/rand", "crypto/rand", "net", "net/http", "os", "runtime"}

// forbiddenCalls, by package. Of math/rand/v2 only streams with a seed are allowed.
var forbiddenCalls = map[string][]string{
	"time": {"Now", "Sleep", "After", "AfterFunc", "NewTimer", "NewTicker", "Tick", "Since", "Until"},
	"rand": {"Int", "IntN", "Float64", "N", "Perm", "Shuffle", "Uint64", "Int64", "Int64N", "Uint32", "ExpFloat64", "NormFloat64"},
	"maps": {"Keys", "Values", "All"},
}

// anyOrder are the loops over a map whose result does not depend on its order.
var anyOrder = []string{
	"client/clues.go: add",                   // sums by key
	"client/tally.go: Add",                   // sums by key
	"client/wrapper/wrapper.go: Query",       // sorts afterwards
	"client/tally.go: Reset",                 // sets all to zero
	"client/pageerrors.go: Sorted",           // sorts afterwards
	"scenario/sim/run.go: defects",           // sorts afterwards
	"scenario/sim/settings.go: settings",     // sorts afterwards
	"scenario/sim/latency.go: check",         // checks each for itself
	"client/wrapper/settings.go: SetBackend", // compacts each for itself
}

func TestSimulatedCodeKnowsNoOtherWorld(t *testing.T) {
	m := &checker{fset: token.NewFileSet(), packages: map[string]*types.Package{}}
	for _, path := range simulated {
		files, info := m.check(path)
		for _, file := range files {
			name := path + "/" + filepath.Base(m.fset.Position(file.Pos()).Filename)
			for _, violation := range violations(name, file, info) {
				t.Error(violation)
			}
		}
	}
}

func TestTheCheckOfSimulatedCodeFindsWhatIsForbidden(t *testing.T) {
	const source = `package p
import ("time"; "sync"; "math/rand/v2"; "maps")
var m map[string]int
func f() {
	go f()
	select {}
	for range m {}
	time.Now(); rand.IntN(3); maps.Keys(m)
	for range []int{} {}
	_ = time.Second
}`
	m := &checker{fset: token.NewFileSet(), packages: map[string]*types.Package{}}
	file, err := parser.ParseFile(m.fset, "p.go", source, 0)
	if err != nil {
		t.Fatal(err)
	}
	if found := violations("p/p.go", file, m.types("p", []*ast.File{file})); len(found) != 7 {
		t.Errorf("want 7 violations, got %d:\n%s", len(found), strings.Join(found, "\n"))
	}
}

// checker finds the types of the module's own packages; all others are empty to
// it.
type checker struct {
	fset     *token.FileSet
	packages map[string]*types.Package
}

func (m *checker) Import(path string) (*types.Package, error) {
	if p := m.packages[path]; p != nil {
		return p, nil
	}
	if dir, own := strings.CutPrefix(path, module); own {
		m.check(dir)
		return m.packages[path], nil
	}
	p := types.NewPackage(path, strings.TrimSuffix(filepath.Base(path), "/v2"))
	if filepath.Base(path) == "v2" {
		p = types.NewPackage(path, filepath.Base(filepath.Dir(path)))
	}
	p.MarkComplete()
	m.packages[path] = p
	return p, nil
}

func (m *checker) check(dir string) ([]*ast.File, *types.Info) {
	names, err := filepath.Glob(filepath.Join("..", filepath.FromSlash(dir), "*.go"))
	if err != nil {
		panic(err)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(m.fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			panic(err)
		}
		files = append(files, file)
	}
	return files, m.types(module+dir, files)
}

// types takes what types it can find: much is unknown where others' packages are
// empty.
func (m *checker) types(path string, files []*ast.File) *types.Info {
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	config := types.Config{Importer: m, Error: func(error) {}}
	m.packages[path], _ = config.Check(path, m.fset, files, info)
	return info
}

func violations(name string, file *ast.File, info *types.Info) (found []string) {
	for _, spec := range file.Imports {
		if path := strings.Trim(spec.Path.Value, `"`); slices.Contains(forbiddenImports, path) {
			found = append(found, fmt.Sprintf("%s: imports %s", name, path))
		}
	}
	for _, decl := range file.Decls {
		f, isFunc := decl.(*ast.FuncDecl)
		if !isFunc {
			continue
		}
		place := name + ": " + f.Name.Name
		ast.Inspect(f, func(n ast.Node) bool {
			if what := violation(n, info); what != "" && !(what == mapRange && slices.Contains(anyOrder, place)) {
				found = append(found, place+": "+what)
			}
			return true
		})
	}
	return found
}

const mapRange = "depends on the order of a map"

func violation(n ast.Node, info *types.Info) string {
	switch n := n.(type) {
	case *ast.GoStmt:
		return "starts a goroutine"
	case *ast.SelectStmt:
		return "selects"
	case *ast.RangeStmt:
		if t := info.TypeOf(n.X); t != nil {
			if _, isMap := t.Underlying().(*types.Map); isMap {
				return mapRange
			}
		}
	case *ast.SelectorExpr:
		if p, isName := n.X.(*ast.Ident); isName && slices.Contains(forbiddenCalls[p.Name], n.Sel.Name) {
			return "calls " + p.Name + "." + n.Sel.Name
		}
	}
	return ""
}

func TestTheListOfSimulatedPackagesIsComplete(t *testing.T) {
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() && e.Name() != "testdata" && !slices.Contains(simulated, "client/"+e.Name()) {
			t.Errorf("client/%s is not on the list", e.Name())
		}
	}
}

// Files, the network and the environment of this machine come from outside, if at
// all: nothing below this folder can reach them for a script that it runs.
func TestNothingHereReachesTheMachine(t *testing.T) {
	err := filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			switch name := strings.Trim(spec.Path.Value, `"`); name {
			case "os", "os/exec", "os/user", "path/filepath", "net", "net/http", "plugin":
				t.Errorf("%s imports %s", path, name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
