package engine

import (
	"reflect"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"
	"github.com/dop251/goja/token"
	"github.com/dop251/goja/unistring"
)

// Hooked says which functions of a file the one who runs it wants around: it is asked
// for each function by the name that the code gives it, "" where it gives none, and the
// place where it begins.
type Hooked func(name string, begin Place) bool

// hookName is the fourth parameter of a file with hooks. It is called with each hooked
// function, and gives what stands in its place; for a method, with the object and the
// method's name; for a new object of a class with such methods, with that alone and true.
// With nothing it gives a symbol.
const hookName = "$wxload"

// hook puts the hooks into a syntax tree, and returns how many there are.
//
//	function request() {}     $wxload is called at the beginning of the block: request = $wxload(request)
//	const f = () => {}        const f = $wxload(() => {})
//	class A { get() {} }      class A { get() {} static { $wxload(this.prototype, "get") } [$wxload()] = $wxload(this, true) }
//
// The field is no private one: a constructor that gives the same object each time would
// define it twice, which is an error.
func (p *Program) hook(tree *ast.Program, is Hooked) int {
	h := &hooker{p: p, tree: tree, is: is}
	h.visit(reflect.ValueOf(tree), "")
	return h.count
}

type hooker struct {
	p     *Program
	tree  *ast.Program
	is    Hooked
	count int
}

// visit goes through what a value holds. name is what the code calls it.
func (h *hooker) visit(v reflect.Value, name string) {
	switch v.Kind() {
	case reflect.Interface:
		if v.IsNil() {
			return
		}
		h.visit(v.Elem(), name)
		if f, is := v.Interface().(ast.Expression); is && v.CanSet() && h.wanted(f, name) {
			h.count++
			v.Set(reflect.ValueOf(h.call(f, f)))
		}
	case reflect.Pointer:
		if !v.IsNil() && v.Elem().Kind() == reflect.Struct && v.Type() != reflect.TypeFor[*file.File]() {
			h.node(v, name)
		}
	case reflect.Slice:
		for i := range v.Len() {
			h.visit(v.Index(i), "")
		}
	case reflect.Struct:
		h.fields(v, "")
	}
}

// node visits a node of the tree.
func (h *hooker) node(v reflect.Value, name string) {
	switch n := v.Interface().(type) {
	case *ast.Binding:
		h.visit(reflect.ValueOf(n).Elem().FieldByName("Initializer"), nameOfKey(n.Target))
		return
	case *ast.AssignExpression:
		h.visit(reflect.ValueOf(n).Elem().FieldByName("Left"), "")
		h.visit(reflect.ValueOf(n).Elem().FieldByName("Right"), nameOfKey(n.Left))
		return
	case *ast.PropertyKeyed:
		value := reflect.ValueOf(n).Elem().FieldByName("Value")
		before := h.count
		h.visit(value, nameOfKey(n.Key))
		if _, is := n.Value.(*ast.CallExpression); is && n.Kind == ast.PropertyKindMethod && h.count > before {
			n.Kind = ast.PropertyKindValue
		}
		return
	case *ast.FieldDefinition:
		h.visit(reflect.ValueOf(n).Elem().FieldByName("Initializer"), nameOfKey(n.Key))
		return
	case *ast.FunctionLiteral:
		h.fields(v.Elem(), "")
		return
	}
	h.fields(v.Elem(), name)
	switch n := v.Interface().(type) {
	case *ast.BlockStatement:
		n.List = h.declarations(n.List)
	case *ast.Program:
		n.Body = h.declarations(n.Body)
	case *ast.ClassLiteral:
		h.methods(n)
	}
}

// fields visits the fields of a struct, but for the list of variables, which are
// visited where they stand.
func (h *hooker) fields(v reflect.Value, name string) {
	for i := range v.NumField() {
		if field := v.Type().Field(i); field.Name != "DeclarationList" && field.IsExported() {
			h.visit(v.Field(i), name)
		}
	}
}

// wanted reports whether an expression is a function to be hooked. Those that stand
// around a file are none of it.
func (h *hooker) wanted(f ast.Expression, name string) bool {
	if int(f.Idx0())-h.tree.File.Base() < h.p.head {
		return false
	}
	switch f := f.(type) {
	case *ast.FunctionLiteral:
		if f.Name != nil {
			name = f.Name.Name.String()
		}
		return !f.Generator && h.is(name, h.begin(f))
	case *ast.ArrowFunctionLiteral:
		return !givesVariable(f) && h.is(name, h.begin(f))
	}
	return false
}

// givesVariable reports whether a function does nothing but to give a variable. So are
// the exports of an ES module written as CommonJS, which have the names of functions.
func givesVariable(f *ast.ArrowFunctionLiteral) bool {
	body, is := f.Body.(*ast.ExpressionBody)
	if !is || len(f.ParameterList.List) > 0 {
		return false
	}
	_, is = body.Expression.(*ast.Identifier)
	return is
}

func (h *hooker) begin(n ast.Node) Place { return h.p.span(h.tree, n).from }

// call is $wxload(arguments…), at the place of a node.
func (h *hooker) call(at ast.Node, arguments ...ast.Expression) ast.Expression {
	i := at.Idx0()
	return &ast.CallExpression{Callee: &ast.Identifier{Name: hookName, Idx: i}, LeftParenthesis: i, ArgumentList: arguments, RightParenthesis: i}
}

// declarations hooks the functions that a list of statements declares.
func (h *hooker) declarations(list []ast.Statement) []ast.Statement {
	var hooks []ast.Statement
	for _, s := range list {
		d, is := s.(*ast.FunctionDeclaration)
		if !is || d.Function.Name == nil || !h.wanted(d.Function, "") {
			continue
		}
		h.count++
		name := func() *ast.Identifier { return &ast.Identifier{Name: d.Function.Name.Name, Idx: d.Function.Function} }
		hooks = append(hooks, &ast.ExpressionStatement{Expression: &ast.AssignExpression{Operator: token.ASSIGN, Left: name(), Right: h.call(d.Function, name())}})
	}
	if hooks == nil {
		return list
	}
	at := directives(list)
	return append(append(append([]ast.Statement{}, list[:at]...), hooks...), list[at:]...)
}

// methods hooks the methods of a class, and tells of its objects where it has any.
func (h *hooker) methods(c *ast.ClassLiteral) {
	ofObjects := false
	for _, e := range c.Body {
		m, is := e.(*ast.MethodDefinition)
		name := ""
		if is {
			name = nameOfKey(m.Key)
		}
		if name == "" || m.Computed || m.Kind != ast.PropertyKindMethod || name == "constructor" || m.Body.Generator || !h.is(name, h.begin(m.Body)) {
			continue
		}
		object := ast.Expression(&ast.ThisExpression{Idx: m.Idx})
		if !m.Static {
			object = &ast.DotExpression{Left: object, Identifier: ast.Identifier{Name: "prototype", Idx: m.Idx}}
		}
		h.count++
		ofObjects = ofObjects || !m.Static
		call := h.call(m.Body, object, &ast.StringLiteral{Idx: m.Idx, Literal: name, Value: unistring.NewFromString(name)})
		c.Body = append(c.Body, &ast.ClassStaticBlock{Static: m.Idx, Source: "static {}",
			Block: &ast.BlockStatement{LeftBrace: m.Idx, List: []ast.Statement{&ast.ExpressionStatement{Expression: call}}, RightBrace: m.Idx}})
	}
	if ofObjects {
		i := c.Idx0()
		c.Body = append(c.Body, &ast.FieldDefinition{Idx: i, Key: h.call(c), Computed: true,
			Initializer: h.call(c, &ast.ThisExpression{Idx: i}, &ast.BooleanLiteral{Idx: i, Literal: "true", Value: true})})
	}
}

// nameOfKey is the name that a key, or the target of an assignment, has; "" for others.
func nameOfKey(n ast.Node) string {
	switch n := n.(type) {
	case *ast.Identifier:
		return n.Name.String()
	case *ast.StringLiteral:
		return n.Value.String()
	case *ast.DotExpression:
		return n.Identifier.Name.String()
	}
	return ""
}
