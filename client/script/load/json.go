package load

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"

	"github.com/tidwall/gjson"
)

// parseJSON reads the text of a file of settings: JSON, in which comments and
// commas at the end are allowed, as the tools allow them.
func parseJSON(name, text string) (gjson.Result, error) {
	raw := plain([]byte(text))
	var valid json.RawMessage
	if err := json.Unmarshal(raw, &valid); err != nil {
		return gjson.Result{}, fmt.Errorf("%s is not JSON: %w", name, err)
	}
	return gjson.ParseBytes(raw), nil
}

// readJSON reads a file of settings that says where the others are.
func readJSON(fsys fs.FS, name string) (gjson.Result, error) {
	text, err := readFile(fsys, name, Limits{}.orDefaults().File)
	if err != nil {
		return gjson.Result{}, err
	}
	return parseJSON(name, text)
}

// plain blanks what JSON does not have.
func plain(text []byte) []byte {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); {
		n, blank := piece(text[i:])
		if !blank {
			out = append(out, text[i:i+n]...)
		}
		i += n
	}
	return dropCommas(out)
}

// piece is the length of a text, a comment or one character at the beginning.
func piece(text []byte) (n int, comment bool) {
	switch {
	case text[0] == '"':
		for n = 1; n < len(text); n++ {
			switch text[n] {
			case '\\':
				n++
			case '"':
				return n + 1, false
			}
		}
		return len(text), false
	case bytes.HasPrefix(text, []byte("//")):
		if n = bytes.IndexByte(text, '\n'); n < 0 {
			n = len(text)
		}
		return n, true
	case bytes.HasPrefix(text, []byte("/*")):
		if n = bytes.Index(text, []byte("*/")); n < 0 {
			return len(text), true
		}
		return n + 2, true
	}
	return 1, false
}

// dropCommas leaves out the comma before a closing bracket.
func dropCommas(text []byte) []byte {
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); {
		n, _ := piece(text[i:])
		if text[i] == ',' {
			rest := bytes.TrimLeft(text[i+1:], " \t\r\n")
			if len(rest) > 0 && (rest[0] == ']' || rest[0] == '}') {
				i += n
				continue
			}
		}
		out = append(out, text[i:i+n]...)
		i += n
	}
	return out
}
