package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/scenario/explore"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// The classes of defects stand in client, whose observer sees them, in reports,
// which describes them to people, and in its README: neither package imports the
// other. These tests, and the one of the documents' tables, find a class that was
// added to one of them alone.

func TestReportsDescribeEveryClassThatTheObserverSees(t *testing.T) {
	if seen, described := observed(t), described(); !slices.Equal(seen, described) {
		t.Errorf("client sees\n%q\nreports describes\n%q", seen, described)
	}
}

func TestClassesThatNoSearchLooksForAreClasses(t *testing.T) {
	for id := range maps.Keys(explore.Unsearched(&situation.Situation{})) {
		if !slices.Contains(described(), id) {
			t.Errorf("explore.Unsearched has %q, which reports does not describe", id)
		}
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
