package scenario

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Limits of a file. The YAML parser needs time quadratic in the number of keys of one
// mapping in lines, and stack in proportion to the nesting, so both are checked before it
// starts; its memory is some hundred times the file's size.
const (
	maxBytes   = 1 << 20
	maxKeys    = 2000
	maxNesting = 40
	maxIndent  = 800 // columns
)

// byteOrderMark is what some editors of Windows begin a file with.
const byteOrderMark = "\ufeff"

// position is a place in the file, from 1.
type position struct{ line, column int }

func positionOf(tk *token.Token) position {
	if tk == nil || tk.Position == nil {
		return position{1, 1}
	}
	return position{max(tk.Position.Line, 1), max(tk.Position.Column, 1)}
}

// fault is a problem with the file as YAML.
type fault struct {
	at      position
	message string
}

// parseSource returns the mapping that the file holds. YAML that a scenario
// has no use for, or that could be used to exhaust memory, is refused.
func parseSource(data []byte) (body *ast.MappingNode, f *fault) {
	data = bytes.TrimPrefix(data, []byte(byteOrderMark))
	if f := checkBytes(data); f != nil {
		return nil, f
	}
	// The parser is a dependency that reads what anybody may have written: a
	// panic in it must not end more than the reading of this file.
	defer func() {
		if r := recover(); r != nil {
			body, f = nil, &fault{position{1, 1}, "this is not valid YAML"}
		}
	}()
	// The lexer counts some lines twice where they end as on Windows.
	tokens := lexer.Tokenize(strings.ReplaceAll(string(data), "\r\n", "\n"))
	if f := checkTokens(tokens); f != nil {
		return nil, f
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return nil, syntaxFault(err)
	}
	return singleMapping(file)
}

func checkBytes(data []byte) *fault {
	if len(data) > maxBytes {
		return &fault{position{1, 1}, fmt.Sprintf("the file has %d bytes; a scenario has at most %d", len(data), maxBytes)}
	}
	line := 0
	for text := range bytes.Lines(data) {
		line++
		if !utf8.Valid(text) {
			return &fault{position{line, 1}, "this line is not UTF-8; save the file as UTF-8"}
		}
		blank := len(text) - len(bytes.TrimLeft(text, " \t"))
		if tab := bytes.IndexByte(text[:blank], '\t'); tab >= 0 && len(bytes.TrimSpace(text)) > 0 {
			return &fault{position{line, tab + 1}, "a tab in the indentation; YAML is indented with spaces"}
		}
		if at := bytes.IndexFunc(text, isControl); at >= 0 {
			return &fault{position{line, utf8.RuneCount(text[:at]) + 1}, fmt.Sprintf("the control character %U", text[at])}
		}
	}
	return nil
}

func isControl(r rune) bool { return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7f }

// checkTokens refuses what is not used in scenarios: more than one document,
// anchors and aliases, tags, complex keys, deep nesting.
func checkTokens(tokens token.Tokens) *fault {
	var open []position // brackets
	var keys keyCount
	dashes, line, content := 0, 0, false
	for _, tk := range tokens {
		if tk.Position.Line != line {
			line, dashes = tk.Position.Line, 0
			if tk.Position.Column > maxIndent {
				return &fault{positionOf(tk), fmt.Sprintf("indented by more than %d columns", maxIndent)}
			}
		}
		if keys.add(tk, len(open) > 0) > maxKeys {
			return &fault{positionOf(tk), fmt.Sprintf("a mapping of more than %d keys", maxKeys)}
		}
		if message := refusedToken(tk); message != "" {
			return &fault{positionOf(tk), message}
		}
		switch tk.Type {
		case token.MappingStartType, token.SequenceStartType:
			open = append(open, positionOf(tk))
		case token.MappingEndType, token.SequenceEndType:
			open = open[:max(len(open)-1, 0)]
		case token.SequenceEntryType:
			dashes++
		case token.DocumentHeaderType:
			if content {
				return &fault{positionOf(tk), "a second document; a file holds one scenario"}
			}
		}
		content = content || tk.Type != token.CommentType
		if len(open)+dashes > maxNesting {
			return &fault{positionOf(tk), tooDeep(open, line)}
		}
	}
	return nil
}

// keyCount counts the keys of the mappings in lines that a token stands in.
type keyCount struct {
	columns []int // where the keys of each mapping stand, the outermost first
	counts  []int
	line    int
}

// add returns the number of keys of the mapping to which a token adds one; zero where it
// adds none, or stands in brackets.
func (k *keyCount) add(tk *token.Token, inBrackets bool) int {
	at := tk.Position
	if tk.Type == token.CommentType {
		return 0
	}
	if at.Line != k.line || tk.Type == token.SequenceEntryType {
		k.line = at.Line
		n := len(k.columns)
		for n > 0 && k.columns[n-1] > at.Column {
			n--
		}
		k.columns, k.counts = k.columns[:n], k.counts[:n]
	}
	if tk.Type != token.MappingValueType || inBrackets || tk.Prev == nil {
		return 0
	}
	column := tk.Prev.Position.Column
	if n := len(k.columns); n == 0 || k.columns[n-1] < column {
		k.columns, k.counts = append(k.columns, column), append(k.counts, 0)
	}
	k.counts[len(k.counts)-1]++
	return k.counts[len(k.counts)-1]
}

// tooDeep says that a line is nested too deep; brackets that other lines have left open
// may be the reason.
func tooDeep(open []position, line int) string {
	text := fmt.Sprintf("nested more than %d deep", maxNesting)
	if len(open) > 0 && open[0].line != line {
		text += fmt.Sprintf("; is the bracket in line %d closed?", open[0].line)
	}
	return text
}

func refusedToken(tk *token.Token) string {
	switch tk.Type {
	case token.AnchorType, token.AliasType, token.MergeKeyType:
		return "anchors, aliases and merge keys (&, *, <<) are not supported; write the value out"
	case token.TagType:
		return "tags (!) are not supported; quote a text that begins with !"
	case token.MappingKeyType:
		return `complex keys ("? ") are not supported; write "key: value"`
	case token.DirectiveType:
		return "directives (%) are not supported; quote a text that begins with %"
	}
	return ""
}

// syntaxFault takes the message and the place out of a parser's error, whose
// own text is a drawing of several lines.
func syntaxFault(err error) *fault {
	var syntax yaml.Error
	if errors.As(err, &syntax) {
		message := "not valid YAML: " + syntax.GetMessage()
		if strings.Contains(message, "is not allowed in this context") {
			message += `; check the indentation of this line and the next, and quote a text that contains ": "`
		}
		return &fault{positionOf(syntax.GetToken()), message}
	}
	first, _, _ := strings.Cut(err.Error(), "\n")
	return &fault{position{1, 1}, "not valid YAML: " + first}
}

func singleMapping(file *ast.File) (*ast.MappingNode, *fault) {
	if len(file.Docs) == 0 || file.Docs[0].Body == nil {
		return nil, &fault{position{1, 1}, `the file is empty; "wxload init" writes an example`}
	}
	if len(file.Docs) > 1 {
		return nil, &fault{positionOf(file.Docs[1].GetToken()), "a second document; a file holds one scenario"}
	}
	switch body := file.Docs[0].Body.(type) {
	case *ast.MappingNode:
		return body, nil
	case *ast.CommentGroupNode, *ast.NullNode:
		return nil, &fault{position{1, 1}, `the file is empty; "wxload init" writes an example`}
	default:
		return nil, &fault{positionOf(body.GetToken()), `expected "key: value" lines; "wxload init" writes an example`}
	}
}
