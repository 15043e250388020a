package engine

import "github.com/dop251/goja/ast"

// walk calls enter for each node of a syntax tree, parents first, and leave, which
// may be nil, after its children. The engine's package has some sixty kinds of nodes
// and no walker. A function's variables, which its node lists once more, are walked
// where they stand.
func walk(n ast.Node, enter, leave func(ast.Node)) { (&walker{enter, leave}).node(n) }

type walker struct{ enter, leave func(ast.Node) }

// node walks a node; nil, also as a value of an interface, is none.
func (w *walker) node(n ast.Node) {
	if n == nil {
		return
	}
	w.enter(n)
	switch n := n.(type) {
	case *ast.Program:
		all(w, n.Body)
	case *ast.FunctionLiteral:
		opt(w, n.Name)
		opt(w, n.ParameterList)
		opt(w, n.Body)
	case *ast.ArrowFunctionLiteral:
		opt(w, n.ParameterList)
		w.node(n.Body)
	case *ast.ExpressionBody:
		w.node(n.Expression)
	case *ast.ParameterList:
		all(w, n.List)
		w.node(n.Rest)
	case *ast.Binding:
		w.node(n.Target)
		w.node(n.Initializer)
	case *ast.ClassLiteral:
		opt(w, n.Name)
		w.node(n.SuperClass)
		all(w, n.Body)
	case *ast.FieldDefinition:
		w.node(n.Key)
		w.node(n.Initializer)
	case *ast.MethodDefinition:
		w.node(n.Key)
		opt(w, n.Body)
	case *ast.ClassStaticBlock:
		opt(w, n.Block)
	default:
		w.expression(n)
	}
	if w.leave != nil {
		w.leave(n)
	}
}

func (w *walker) expression(n ast.Node) {
	switch n := n.(type) {
	case *ast.YieldExpression:
		w.node(n.Argument)
	case *ast.AwaitExpression:
		w.node(n.Argument)
	case *ast.AssignExpression:
		w.node(n.Left)
		w.node(n.Right)
	case *ast.BinaryExpression:
		w.node(n.Left)
		w.node(n.Right)
	case *ast.BracketExpression:
		w.node(n.Left)
		w.node(n.Member)
	case *ast.CallExpression:
		w.node(n.Callee)
		all(w, n.ArgumentList)
	case *ast.NewExpression:
		w.node(n.Callee)
		all(w, n.ArgumentList)
	case *ast.ConditionalExpression:
		w.node(n.Test)
		w.node(n.Consequent)
		w.node(n.Alternate)
	case *ast.DotExpression:
		w.node(n.Left)
		w.node(&n.Identifier)
	case *ast.PrivateDotExpression:
		w.node(n.Left)
		w.node(&n.Identifier)
	case *ast.PrivateIdentifier:
		w.node(&n.Identifier)
	case *ast.OptionalChain:
		w.node(n.Expression)
	case *ast.Optional:
		w.node(n.Expression)
	case *ast.SpreadElement:
		w.node(n.Expression)
	case *ast.SequenceExpression:
		all(w, n.Sequence)
	case *ast.UnaryExpression:
		w.node(n.Operand)
	case *ast.MetaProperty:
		opt(w, n.Meta)
		opt(w, n.Property)
	case *ast.TemplateLiteral:
		w.node(n.Tag)
		all(w, n.Elements)
		all(w, n.Expressions)
	default:
		w.literal(n)
	}
}

// literal walks literals of arrays and objects, and patterns.
func (w *walker) literal(n ast.Node) {
	switch n := n.(type) {
	case *ast.ArrayLiteral:
		all(w, n.Value)
	case *ast.ArrayPattern:
		all(w, n.Elements)
		w.node(n.Rest)
	case *ast.ObjectLiteral:
		all(w, n.Value)
	case *ast.ObjectPattern:
		all(w, n.Properties)
		w.node(n.Rest)
	case *ast.PropertyShort:
		w.node(&n.Name)
		w.node(n.Initializer)
	case *ast.PropertyKeyed:
		w.node(n.Key)
		w.node(n.Value)
	default:
		w.statement(n)
	}
}

func (w *walker) statement(n ast.Node) {
	switch n := n.(type) {
	case *ast.BlockStatement:
		all(w, n.List)
	case *ast.BranchStatement:
		opt(w, n.Label)
	case *ast.CaseStatement:
		w.node(n.Test)
		all(w, n.Consequent)
	case *ast.CatchStatement:
		w.node(n.Parameter)
		opt(w, n.Body)
	case *ast.ExpressionStatement:
		w.node(n.Expression)
	case *ast.IfStatement:
		w.node(n.Test)
		w.node(n.Consequent)
		w.node(n.Alternate)
	case *ast.LabelledStatement:
		opt(w, n.Label)
		w.node(n.Statement)
	case *ast.ReturnStatement:
		w.node(n.Argument)
	case *ast.SwitchStatement:
		w.node(n.Discriminant)
		all(w, n.Body)
	case *ast.ThrowStatement:
		w.node(n.Argument)
	case *ast.TryStatement:
		opt(w, n.Body)
		opt(w, n.Catch)
		opt(w, n.Finally)
	case *ast.VariableStatement:
		all(w, n.List)
	case *ast.LexicalDeclaration:
		all(w, n.List)
	case *ast.WithStatement:
		w.node(n.Object)
		w.node(n.Body)
	case *ast.FunctionDeclaration:
		opt(w, n.Function)
	case *ast.ClassDeclaration:
		opt(w, n.Class)
	default:
		w.loop(n)
	}
}

func (w *walker) loop(n ast.Node) {
	switch n := n.(type) {
	case *ast.DoWhileStatement:
		w.node(n.Test)
		w.node(n.Body)
	case *ast.WhileStatement:
		w.node(n.Test)
		w.node(n.Body)
	case *ast.ForInStatement:
		w.node(n.Into)
		w.node(n.Source)
		w.node(n.Body)
	case *ast.ForOfStatement:
		w.node(n.Into)
		w.node(n.Source)
		w.node(n.Body)
	case *ast.ForStatement:
		w.node(n.Initializer)
		w.node(n.Update)
		w.node(n.Test)
		w.node(n.Body)
	case *ast.ForLoopInitializerExpression:
		w.node(n.Expression)
	case *ast.ForLoopInitializerVarDeclList:
		all(w, n.List)
	case *ast.ForLoopInitializerLexicalDecl:
		w.node(&n.LexicalDeclaration)
	case *ast.ForIntoVar:
		opt(w, n.Binding)
	case *ast.ForDeclaration:
		w.node(n.Target)
	case *ast.ForIntoExpression:
		w.node(n.Expression)
	}
}

// all walks a list.
func all[N ast.Node](w *walker, list []N) {
	for _, n := range list {
		w.node(n)
	}
}

// opt walks a pointer that may be nil.
func opt[T any, P interface {
	*T
	ast.Node
}](w *walker, n P) {
	if n != nil {
		w.node(n)
	}
}
