package capture

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
)

// parseYAML reads a YAML document. An alias is the very value of its anchor, so that no
// file grows by them.
func parseYAML(data []byte) (t *tree, err error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) {
		return nil, &Error{"", "the file is not UTF-8", "save it as UTF-8"}
	}
	if first := bytes.TrimSpace(data); len(first) > 0 && first[0] == '{' {
		if t, err := parseJSON(data); err == nil {
			return t, nil // JSON is YAML, too
		}
	}
	// The parser is a dependency that reads what anybody may have written: a panic in it
	// must not end more than the reading of this file.
	defer func() {
		if r := recover(); r != nil {
			t, err = nil, &Error{"", "this is not valid YAML", ""}
		}
	}()
	tokens := lexer.Tokenize(strings.ReplaceAll(string(data), "\r\n", "\n"))
	if err := checkYAML(tokens); err != nil {
		return nil, err
	}
	file, failure := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if failure != nil {
		return nil, yamlError(failure)
	}
	if len(file.Docs) == 0 || file.Docs[0].Body == nil {
		return nil, &Error{"", "the file is empty", ""}
	}
	p := &yamlParser{anchors: map[string]*tree{}}
	return p.value(file.Docs[0].Body, 0)
}

// yamlError takes the message and the line out of a parser's error, whose own text is a
// drawing of several lines.
func yamlError(err error) error {
	var syntax yaml.Error
	if errors.As(err, &syntax) && syntax.GetToken() != nil && syntax.GetToken().Position != nil {
		return &Error{"line " + strconv.Itoa(syntax.GetToken().Position.Line), "not valid YAML: " + syntax.GetMessage(), ""}
	}
	first, _, _ := strings.Cut(err.Error(), "\n")
	return &Error{"", "not valid YAML: " + first, ""}
}

type yamlParser struct {
	nodes   int
	anchors map[string]*tree
}

func (p *yamlParser) value(node ast.Node, depth int) (*tree, error) {
	if p.nodes++; p.nodes > maxNodes || depth > maxDepth {
		return nil, &Error{lineOf(node), "the document is too large, or nested too deep", ""}
	}
	t := &tree{kind: 'n', value: "null"}
	if node != nil && node.GetToken() != nil && node.GetToken().Position != nil {
		t.line = node.GetToken().Position.Line
	}
	switch n := node.(type) {
	case *ast.MappingNode:
		return t, p.mapping(t, n.Values, depth)
	case *ast.MappingValueNode:
		return t, p.mapping(t, []*ast.MappingValueNode{n}, depth)
	case *ast.SequenceNode:
		return t, p.sequence(t, n.Values, depth)
	case *ast.AnchorNode:
		v, err := p.value(n.Value, depth+1)
		if err == nil && n.Name != nil {
			p.anchors[n.Name.String()] = v
		}
		return v, err
	case *ast.AliasNode:
		if n.Value != nil && p.anchors[n.Value.String()] != nil {
			return p.anchors[n.Value.String()], nil
		}
	case *ast.TagNode:
		return p.value(n.Value, depth+1)
	case *ast.LiteralNode:
		if n.Value != nil {
			t.kind, t.value = '"', n.Value.Value
		}
	case ast.ScalarNode:
		t.scalar(n)
	}
	return t, nil
}

func (p *yamlParser) sequence(t *tree, values []ast.Node, depth int) error {
	t.kind, t.value = '[', ""
	for _, item := range values {
		v, err := p.value(item, depth+1)
		if err != nil {
			return err
		}
		t.items = append(t.items, v)
	}
	return nil
}

// mapping reads the members of a mapping. A merge key brings those of its value.
func (p *yamlParser) mapping(t *tree, values []*ast.MappingValueNode, depth int) error {
	t.kind, t.value = '{', ""
	for _, v := range values {
		value, err := p.value(v.Value, depth+1)
		if err != nil {
			return err
		}
		if _, merge := v.Key.(*ast.MergeKeyNode); merge {
			value.members(func(name string, x *tree) {
				p.nodes++
				t.put(name, x)
			})
			continue
		}
		t.put(keyText(v.Key), value)
	}
	return nil
}

// keyText is a key as a text: 200 is "200".
func keyText(key ast.Node) string {
	if s, is := key.(*ast.StringNode); is {
		return s.Value
	}
	if key == nil || key.GetToken() == nil {
		return ""
	}
	return key.GetToken().Value
}

// scalar sets the value of a text, a number and the like. A number that JSON has no form
// for is a text.
func (t *tree) scalar(n ast.ScalarNode) {
	switch n := n.(type) {
	case *ast.NullNode:
	case *ast.StringNode:
		t.kind, t.value = '"', n.Value
	case *ast.BoolNode:
		t.value = strconv.FormatBool(n.Value)
	default:
		t.value = n.GetToken().Value
		if !json.Valid([]byte(t.value)) {
			t.kind = '"'
		}
	}
}

func lineOf(node ast.Node) string {
	if node == nil || node.GetToken() == nil || node.GetToken().Position == nil {
		return ""
	}
	return "line " + strconv.Itoa(node.GetToken().Position.Line)
}
