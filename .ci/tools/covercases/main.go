// Command covercases adds the conditions of switches to a coverage profile.
//
// Go counts the statements of a function in blocks, and what stands between "case"
// and ":" belongs to none. To a mutation tester it looks as if no test reached it,
// and it leaves it out. But how often a condition was evaluated is known: as often as
// the switch ran, less the cases before it that were taken. The profile must have
// counts (-covermode=count).
//
//	covercases PROFILE MODULE ROOT
package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/tools/cover"
)

func main() {
	if err := run(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, "covercases:", err)
		os.Exit(1)
	}
}

// run adds to the profile of a module whose files lie below root.
func run(profile, module, root string) error {
	files, err := cover.ParseProfiles(profile)
	if err != nil {
		return err
	}
	out, err := os.OpenFile(profile, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer out.Close()
	for _, file := range files {
		fset := token.NewFileSet()
		path := filepath.Join(root, strings.TrimPrefix(file.FileName, module+"/"))
		tree, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			if s, is := n.(*ast.SwitchStmt); is {
				addSwitch(out, file, fset, s)
			}
			return true
		})
	}
	return out.Close()
}

// addSwitch writes a block for the conditions of each case.
func addSwitch(out *os.File, file *cover.Profile, fset *token.FileSet, s *ast.SwitchStmt) {
	reached := countAt(file, fset.Position(s.Pos()))
	for _, clause := range s.Body.List {
		clause := clause.(*ast.CaseClause)
		if len(clause.List) > 0 && reached > 0 {
			from, to := fset.Position(clause.List[0].Pos()), fset.Position(clause.Colon)
			fmt.Fprintf(out, "%s:%d.%d,%d.%d 1 %d\n", file.FileName, from.Line, from.Column, to.Line, to.Column, reached)
		}
		colon := fset.Position(clause.Colon)
		colon.Column++ // where the block of the case begins
		reached -= countAt(file, colon)
	}
}

// countAt is how often the innermost block around a position ran.
func countAt(file *cover.Profile, at token.Position) int {
	count := 0
	for _, b := range file.Blocks { // ordered by where they begin
		begins := b.StartLine < at.Line || b.StartLine == at.Line && b.StartCol <= at.Column
		ends := b.EndLine > at.Line || b.EndLine == at.Line && b.EndCol >= at.Column
		if begins && ends {
			count = b.Count
		}
	}
	return count
}
