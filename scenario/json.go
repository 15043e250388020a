package scenario

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/goccy/go-yaml/ast"
)

// appendJSON appends a YAML value as JSON, the keys of mappings in the order of
// the file.
func appendJSON(b []byte, node ast.Node) ([]byte, error) {
	switch n := node.(type) {
	case nil, *ast.NullNode:
		return append(b, "null"...), nil
	case *ast.MappingNode:
		return appendObject(b, n)
	case *ast.SequenceNode:
		return appendArray(b, n)
	case *ast.StringNode:
		return appendValue(b, n.Value)
	case *ast.LiteralNode:
		return appendValue(b, n.Value.Value)
	case *ast.BoolNode:
		return appendValue(b, n.Value)
	case *ast.IntegerNode:
		return appendValue(b, n.Value)
	case *ast.FloatNode:
		return appendValue(b, n.Value)
	}
	return nil, fmt.Errorf("expected a value that JSON has too, got %s", node.GetToken().Value)
}

func appendObject(b []byte, n *ast.MappingNode) ([]byte, error) {
	seen := map[string]bool{}
	b = append(b, '{')
	for i, kv := range n.Values {
		if i > 0 {
			b = append(b, ',')
		}
		key, ok := scalarText(kv.Key)
		if !ok || seen[key] {
			return nil, fmt.Errorf("expected each key to be a word and to appear once, got %s", describe(kv.Key))
		}
		seen[key] = true
		var err error
		if b, err = appendValue(b, key); err != nil {
			return nil, err
		}
		if b, err = appendJSON(append(b, ':'), kv.Value); err != nil {
			return nil, err
		}
	}
	return append(b, '}'), nil
}

func appendArray(b []byte, n *ast.SequenceNode) ([]byte, error) {
	b = append(b, '[')
	for i, entry := range n.Values {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = appendJSON(b, entry); err != nil {
			return nil, err
		}
	}
	return append(b, ']'), nil
}

// appendValue appends a scalar as JavaScript's JSON.stringify writes it:
// without the escapes for HTML.
func appendValue(b []byte, value any) ([]byte, error) {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return nil, fmt.Errorf("expected a value that JSON has too: %w", err)
	}
	return append(b, bytes.TrimSuffix(text.Bytes(), []byte("\n"))...), nil
}
