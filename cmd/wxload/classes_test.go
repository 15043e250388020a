package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"github.com/wxload/wxload/client/script/reference"
	"github.com/wxload/wxload/client/wrapper"
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
	for id := range maps.Keys(explore.Unsearched(&situation.Situation{}, wrapper.Info{})) {
		if !slices.Contains(described(), id) {
			t.Errorf("explore.Unsearched has %q, which reports does not describe", id)
		}
	}
}

// The advice of a report points to a rule of the request function to copy, whose
// numbers stand beside the code. One that nothing points to is a rule against nothing.
func TestTheAdviceForEveryClassNamesARuleOfTheReference(t *testing.T) {
	rules := map[string]map[string]bool{}
	for _, name := range []string{"reference.js", "reference.ts"} {
		text, err := reference.Files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		rules[name] = map[string]bool{}
		for _, found := range regexp.MustCompile(`//.*\[([0-9]+)\]`).FindAllStringSubmatch(string(text), -1) {
			rules[name][found[1]] = true
		}
	}
	if !maps.Equal(rules["reference.js"], rules["reference.ts"]) {
		t.Errorf("reference.js and reference.ts have other rules: %v", rules)
	}
	named := map[string]bool{}
	for _, kind := range kindsOfDefects() {
		rule := regexp.MustCompile(`^[a-z].+ \(rule ([0-9]+) of wxload init reference-js\)$`).FindStringSubmatch(reports.Advice(kind[0], kind[1]))
		if rule == nil {
			t.Errorf("%s: %q names no rule", kind, reports.Advice(kind[0], kind[1]))
			continue
		}
		if !rules["reference.js"][rule[1]] {
			t.Errorf("%s: rule %s is not in reference.js", kind, rule[1])
		}
		named[rule[1]] = true
	}
	if !maps.Equal(named, rules["reference.js"]) {
		t.Errorf("the advice names the rules %v, reference.js has %v", slices.Sorted(maps.Keys(named)), slices.Sorted(maps.Keys(rules["reference.js"])))
	}
}

// kindsOfDefects are the classes, and the kinds that have an advice of their own.
func kindsOfDefects() (all [][2]string) {
	for _, id := range described() {
		all = append(all, [2]string{id, ""})
	}
	for _, kind := range []string{"concurrent", "stale-401", "needless"} {
		all = append(all, [2]string{"duplicate-login", kind}, [2]string{"duplicate-refresh", kind})
	}
	for _, kind := range []string{"login-succeeded", "login-failed", "login-never-sent", "no-login", "refresh-succeeded", "refresh-failed", "navigated"} {
		all = append(all, [2]string{"hung-request", kind})
	}
	return append(all, [2]string{"login-loop", "storm"})
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
