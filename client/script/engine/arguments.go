package engine

import (
	"slices"

	"github.com/dop251/goja/ast"
)

// mentionArguments helps the engine over an arrow function that uses the
// arguments of a function around it: it compiles one wrongly whose outer function
// does not mention them itself (a panic, or another value). So that function
// gets the statement "arguments;" at its beginning.
//
//	function f() { return () => arguments[0] }
func mentionArguments(tree *ast.Program) {
	var open []*ast.FunctionLiteral // around the node that is visited; nil for an arrow
	walk(tree, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.FunctionLiteral:
			open = append(open, n)
		case *ast.ArrowFunctionLiteral:
			open = append(open, nil)
		case *ast.Identifier:
			if n.Name == "arguments" && len(open) > 0 && open[len(open)-1] == nil {
				mention(open)
			}
		}
	}, func(n ast.Node) {
		switch n.(type) {
		case *ast.FunctionLiteral, *ast.ArrowFunctionLiteral:
			open = open[:len(open)-1]
		}
	})
}

// mention puts the statement into the innermost function that is no arrow.
func mention(open []*ast.FunctionLiteral) {
	for i := len(open) - 1; i >= 0; i-- {
		f := open[i]
		if f == nil {
			continue
		}
		list := f.Body.List
		if at := directives(list); !mentioned(list, at) {
			s := &ast.ExpressionStatement{Expression: &ast.Identifier{Name: "arguments", Idx: f.Body.Idx0()}}
			f.Body.List = slices.Insert(slices.Clone(list), at, ast.Statement(s))
		}
		return
	}
}

// directives is how many statements at the beginning are texts alone.
func directives(list []ast.Statement) int {
	for i, s := range list {
		e, is := s.(*ast.ExpressionStatement)
		if !is {
			return i
		}
		if _, is := e.Expression.(*ast.StringLiteral); !is {
			return i
		}
	}
	return len(list)
}

func mentioned(list []ast.Statement, at int) bool {
	if at == len(list) {
		return false
	}
	e, is := list[at].(*ast.ExpressionStatement)
	if !is {
		return false
	}
	id, is := e.Expression.(*ast.Identifier)
	return is && id.Name == "arguments"
}
