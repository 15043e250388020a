package lang

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// root is the module's folder.
const root = "../.."

// texts are all texts of the module that may reach a person, as msgids: by each, where it
// stands. Those are the texts of two words and more in code that is no test, what is
// given to Say, and what pages have between their tags.
func texts(t *testing.T) map[string]string {
	t.Helper()
	c := collector{t: t, found: map[string]string{}}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		switch {
		case d.IsDir() && (name == "testdata" || strings.HasPrefix(name, ".") && name != ".." || slices.Contains(unreadFolders(), c.relative(path))):
			return filepath.SkipDir
		case strings.HasSuffix(name, ".html"):
			c.page(path)
		case slices.Contains(commentedFiles(), strings.TrimSuffix(c.relative(path), name)+"*"+filepath.Ext(name)):
			c.comments(path, map[string]string{".yaml": "#"}[filepath.Ext(name)])
		case strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") && !slices.Contains(unreadFiles(), c.relative(path)):
			c.source(path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return c.found
}

// unreadFolders have texts for tests alone.
func unreadFolders() []string {
	return []string{"mockwx/conformance", "scenario/live/internal/hostile", "scenario/explore/internal/planted"}
}

// unreadFiles have code, or names that others gave.
func unreadFiles() []string {
	return []string{
		"client/script/engine/missing.go", "client/script/engine/compile.go", "client/script/platform/names.go",
		"client/script/platform/app.go", "client/script/platform/task.go", "client/script/load/internal/wxml/wxs.go",
		"mockwx/statefile/devserver.go", "mockwx/statefile/mock.go",
		"mockwx/errcode.go", // WeChat's own words, in JSON
	}
}

type collector struct {
	t     *testing.T
	found map[string]string
	at    string // the file
	lines *token.FileSet
}

func (c *collector) relative(path string) string {
	rel, err := filepath.Rel(root, path)
	if err != nil {
		c.t.Fatal(err)
	}
	return filepath.ToSlash(rel)
}

// commentedFiles are those that people get, with comments in their language.
func commentedFiles() []string {
	return []string{"scenario/templates/*.yaml", "client/script/reference/*.js", "client/script/reference/*.ts"}
}

func (c *collector) comments(path, mark string) {
	data, err := os.ReadFile(path)
	if err != nil {
		c.t.Fatal(err)
	}
	eachComment(string(data), cmp.Or(mark, "//"), func(text string) string {
		if strings.Contains(text, " ") || !strings.ContainsAny(text, ".:/") {
			c.found[canonicalID(strings.ReplaceAll(text, "%", "%%"))] = c.relative(path)
		}
		return text
	})
}

func (c *collector) page(path string) {
	data, err := os.ReadFile(path)
	if err != nil {
		c.t.Fatal(err)
	}
	c.at = c.relative(path)
	if slices.Contains(unreadPages(), c.at) {
		return
	}
	add := func(text string) {
		if id, _ := templateFormat(text); strings.ContainsFunc(parseFormat(id).own(), isLetter) {
			c.found[id] = c.at
		}
	}
	for _, piece := range templatePieces(string(data)) {
		if piece.read {
			add(piece.text)
			continue
		}
		for _, parts := range readAttributes(piece.text).FindAllStringSubmatch(piece.text, -1) {
			add(parts[2])
		}
	}
}

// unreadPages are said by their own package.
func unreadPages() []string { return []string{"mockwx/page/page.html"} }

func (c *collector) source(path string) {
	c.lines = token.NewFileSet()
	file, err := parser.ParseFile(c.lines, path, nil, parser.SkipObjectResolution)
	if err != nil {
		c.t.Fatal(err)
	}
	c.at = c.relative(path)
	ast.Inspect(file, c.node)
}

func (c *collector) node(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.ImportSpec:
		return false
	case *ast.Field:
		ast.Inspect(n.Type, c.node)
		return false // without its tag
	case *ast.CallExpr:
		return c.call(n)
	case *ast.KeyValueExpr:
		c.titles(n)
	case *ast.CompositeLit:
		c.counted(n)
	case ast.Expr:
		text, literal := textOf(n)
		if !literal {
			return true
		}
		if isSentence(text) {
			c.add(n, text)
		}
		c.operands(n)
		return false
	}
	return true
}

// call adds what a call makes of a word, and tells whether there may be texts in it.
func (c *collector) call(call *ast.CallExpr) bool {
	name := calledName(call)
	if name == "panic" || name == "regexp.MustCompile" {
		return false
	}
	for i, argument := range call.Args {
		text, literal := textOf(argument)
		switch {
		case !literal:
		case strings.HasSuffix(strings.ToLower(name), "say"):
			c.add(argument, text)
		case name == "plural" && i == 1 || name == "count" && i == 1:
			c.add(argument, "%d "+text)
			c.add(argument, "%d "+pluralOf(text))
		}
	}
	return true
}

// pluralOf is the plural of a noun, "expiries of the tokens" for example.
func pluralOf(noun string) string {
	first, rest, _ := strings.Cut(noun, " of ")
	switch {
	case strings.HasSuffix(first, "y"):
		first = strings.TrimSuffix(first, "y") + "ies"
	case strings.HasSuffix(first, "ch"):
		first += "es"
	default:
		first += "s"
	}
	return strings.TrimSuffix(first+" of "+rest, " of ")
}

// titles adds the titles of tables, be they single words.
func (c *collector) titles(n *ast.KeyValueExpr) {
	if key, is := n.Key.(*ast.Ident); !is || key.Name != "Header" && key.Name != "Title" {
		return
	}
	list, is := n.Value.(*ast.CompositeLit)
	if !is {
		list = &ast.CompositeLit{Elts: []ast.Expr{n.Value}}
	}
	for _, title := range list.Elts {
		if text, literal := textOf(title); literal && strings.ContainsFunc(parseFormat(text).own(), isLetter) {
			c.add(title, text)
		}
	}
}

// counted adds what is counted: count{"ok", n} is written "12 ok".
func (c *collector) counted(n *ast.CompositeLit) {
	if name, is := n.Type.(*ast.Ident); is && name.Name == "count" {
		if text, literal := textOf(n.Elts[0]); literal {
			c.add(n, "%d "+text)
		}
	}
}

func calledName(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		if of, is := f.X.(*ast.Ident); is {
			return of.Name + "." + f.Sel.Name
		}
		return "." + f.Sel.Name
	}
	return ""
}

// operands finds the texts inside what is put together.
func (c *collector) operands(n ast.Expr) {
	if sum, is := n.(*ast.BinaryExpr); is {
		for _, operand := range []ast.Expr{sum.X, sum.Y} {
			if _, literal := textOf(operand); literal {
				c.operands(operand)
			} else {
				ast.Inspect(operand, c.node)
			}
		}
	}
}

func (c *collector) add(n ast.Node, text string) {
	c.found[canonicalID(text)] = fmt.Sprintf("%s:%d", c.at, c.lines.Position(n.Pos()).Line)
}

// textOf is a text that is put together of constants and other values, as a format;
// literal is false where it is no text.
func textOf(n ast.Expr) (text string, literal bool) {
	switch n := n.(type) {
	case *ast.BasicLit:
		if n.Kind == token.STRING {
			text, err := strconv.Unquote(n.Value)
			return text, err == nil
		}
	case *ast.ParenExpr:
		return textOf(n.X)
	case *ast.BinaryExpr:
		if n.Op == token.ADD {
			left, a := textOf(n.X)
			right, b := textOf(n.Y)
			return left + right, a || b
		}
	}
	return "%s", false
}

var aWord = regexp.MustCompile(`\pL{2,}`)

// isSentence reports whether a text has two words and more, one of its own.
func isSentence(text string) bool {
	own := parseFormat(text).own()
	return strings.Contains(strings.TrimSpace(text), " ") && aWord.MatchString(own)
}

// own is a format without its verbs.
func (f format) own() string { return strings.Join(f.literals, " ") }

func isLetter(r rune) bool { return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' }

// verbsOf are the verbs of a format with their arguments, in the arguments' order.
func verbsOf(text string) []verb {
	all := parseFormat(text).verbs
	slices.SortFunc(all, func(a, b verb) int { return a.argument - b.argument })
	return all
}

// sameVerbs reports whether a translation has the verbs of its text. A %s may become
// %w or %p, if it is a text, or %d, if it is a number.
func sameVerbs(id, text string) bool {
	a, b := verbsOf(id), verbsOf(text)
	for i := range min(len(a), len(b)) {
		a[i].written, b[i].written = "", ""
		if a[i].kind == 's' && (strings.ContainsRune("wpld", rune(b[i].kind))) {
			b[i].kind = 's'
		}
	}
	return slices.Equal(a, b)
}
