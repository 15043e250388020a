package scenario

import (
	"bytes"
	"encoding/json"

	"github.com/goccy/go-yaml/ast"
)

// noJSON is a part of a YAML value that JSON does not have.
type noJSON struct {
	node    ast.Node
	message string
}

// appendJSON appends a YAML value as JSON, the keys of mappings in the order of
// the file.
func appendJSON(b []byte, node ast.Node) ([]byte, *noJSON) {
	switch n := node.(type) {
	case nil, *ast.NullNode:
		return append(b, "null"...), nil
	case *ast.MappingNode:
		return appendObject(b, n)
	case *ast.SequenceNode:
		return appendArray(b, n)
	case *ast.StringNode:
		return appendValue(b, n, n.Value)
	case *ast.LiteralNode:
		return appendValue(b, n, n.Value.Value)
	case *ast.BoolNode:
		return appendValue(b, n, n.Value)
	case *ast.IntegerNode:
		return appendValue(b, n, n.Value)
	case *ast.FloatNode:
		return appendValue(b, n, n.Value)
	}
	return nil, &noJSON{node, "expected a value that JSON has too, got " + node.GetToken().Value}
}

func appendObject(b []byte, n *ast.MappingNode) ([]byte, *noJSON) {
	seen := map[string]bool{}
	b = append(b, '{')
	for i, kv := range n.Values {
		if i > 0 {
			b = append(b, ',')
		}
		key, ok := scalarText(kv.Key)
		if !ok || seen[key] {
			return nil, &noJSON{kv.Key, "expected each key to be a word and to appear once, got " + describe(kv.Key)}
		}
		seen[key] = true
		var wrong *noJSON
		if b, wrong = appendValue(b, kv.Key, key); wrong != nil {
			return nil, wrong
		}
		if b, wrong = appendJSON(append(b, ':'), kv.Value); wrong != nil {
			return nil, wrong
		}
	}
	return append(b, '}'), nil
}

func appendArray(b []byte, n *ast.SequenceNode) ([]byte, *noJSON) {
	b = append(b, '[')
	for i, entry := range n.Values {
		if i > 0 {
			b = append(b, ',')
		}
		var wrong *noJSON
		if b, wrong = appendJSON(b, entry); wrong != nil {
			return nil, wrong
		}
	}
	return append(b, ']'), nil
}

// appendValue appends a scalar as JavaScript's JSON.stringify writes it:
// without the escapes for HTML.
func appendValue(b []byte, node ast.Node, value any) ([]byte, *noJSON) {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return nil, &noJSON{node, "expected a value that JSON has too: " + err.Error()}
	}
	return append(b, bytes.TrimSuffix(text.Bytes(), []byte("\n"))...), nil
}
