package engine

import (
	"errors"
	"strings"

	"github.com/dop251/goja"
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"
	"github.com/dop251/goja/parser"

	"github.com/wxload/wxload/client/script/engine/watchdog"
)

// Program is one compiled file. It never changes: all engines share it.
type Program struct {
	name      string
	code      *goja.Program
	head      int // columns of the first line that are not the file's
	loops     []span
	functions []span
	hooks     int
}

// Around a file stands a function with what WeChat gives a module, and around that
// one with a browser's names, which WeChat hides: they are undefined, and a file may
// declare them.
const (
	before = "((window, document, frames, self, location, navigator, localStorage, history, Caches, screen, alert, confirm, prompt, " +
		"fetch, XMLHttpRequest, WebSocket, webkit) => function (require, module, exports, $wxload) {"
	beforeStrict = before + `"use strict";`
	after        = "\n})()"
)

// Compile compiles a file: the text of a CommonJS module, with nothing around it.
// name is how its places are shown; strict makes all of it strict code, as the
// setting es6 of a mini program does. It never reads a file. The error is an
// [*Error] with the place.
func Compile(name, source string, strict bool) (*Program, error) {
	return CompileHooked(name, source, strict, nil)
}

// CompileHooked compiles a file of which some functions are hooked. Hooked may be nil.
func CompileHooked(name, source string, strict bool, is Hooked) (*Program, error) {
	watchdog.BoundRegexps()
	head := before
	if strict {
		head = beforeStrict
	}
	p := &Program{name: name, head: len(head)}
	tree, err := parser.ParseFile(nil, name, head+source+after, 0, parser.WithDisableSourceMaps)
	if err != nil {
		return nil, p.syntaxError(err)
	}
	if strings.Contains(source, "arguments") {
		mentionArguments(tree)
	}
	if is != nil {
		p.hooks = p.hook(tree, is)
	}
	p.code, err = goja.CompileAST(tree, strict)
	if err != nil {
		return nil, p.syntaxError(err)
	}
	p.survey(tree)
	return p, nil
}

// Hooks is how many functions are hooked.
func (p *Program) Hooks() int { return p.hooks }

// Name is how the program's places are shown.
func (p *Program) Name() string { return p.name }

func (p *Program) syntaxError(err error) *Error {
	e := &Error{Kind: SyntaxError, Text: err.Error(), Place: Place{File: p.name}}
	var list parser.ErrorList
	var compiler *goja.CompilerSyntaxError
	switch {
	case errors.As(err, &list) && len(list) > 0:
		e.Text = list[0].Message
		e.Place = p.place(list[0].Position.Line, list[0].Position.Column)
	case errors.As(err, &compiler):
		e.Text = compiler.Message
		if compiler.File != nil {
			at := compiler.File.Position(compiler.Offset)
			e.Place = p.place(at.Line, at.Column)
		}
	}
	e.Text = strings.TrimPrefix(e.Text, "SyntaxError: ")
	return e
}

// place is a place that the engine names in this program, in the source: the engine
// counts what stands around it, too.
func (p *Program) place(line, column int) Place {
	if line == 1 {
		column -= p.head
	}
	return Place{File: p.name, Line: line, Column: max(column, 1)}
}

// span is the extent of a loop or a function.
type span struct{ from, to Place }

func (s span) holds(p Place) bool { return !p.before(s.from) && p.before(s.to) }

// loopAt is the outermost loop around a place, and whether there is one.
func (p *Program) loopAt(at Place) (Place, bool) {
	for _, s := range p.loops { // those outside come first
		if s.holds(at) {
			return s.from, true
		}
	}
	return Place{}, false
}

// loopAfter is the first loop after a place in the same function. The engine
// names the place before a loop as long as nothing in it has a place.
func (p *Program) loopAfter(at Place) (Place, bool) {
	var around span
	for _, f := range p.functions { // those inside come last
		if f.holds(at) {
			around = f
		}
	}
	for _, s := range p.loops {
		if at.before(s.from) && around.holds(s.from) {
			return s.from, true
		}
	}
	return Place{}, false
}

// survey notes the loops and the functions of a program.
func (p *Program) survey(tree *ast.Program) {
	walk(tree, func(n ast.Node) {
		switch n.(type) {
		case *ast.ForStatement, *ast.ForInStatement, *ast.ForOfStatement, *ast.WhileStatement, *ast.DoWhileStatement:
			p.loops = append(p.loops, p.span(tree, n))
		case *ast.FunctionLiteral, *ast.ArrowFunctionLiteral:
			p.functions = append(p.functions, p.span(tree, n))
		}
	}, nil)
}

func (p *Program) span(tree *ast.Program, n ast.Node) span {
	at := func(i file.Idx) Place {
		position := tree.File.Position(int(i) - tree.File.Base())
		return p.place(position.Line, position.Column)
	}
	return span{at(n.Idx0()), at(n.Idx1())}
}
