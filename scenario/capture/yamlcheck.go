package capture

import (
	"fmt"
	"strconv"

	"github.com/goccy/go-yaml/token"
)

// Limits of a YAML document. The parser needs time quadratic in the number of keys of one
// mapping in lines, stack in proportion to the nesting, and memory of some hundred times
// the file's size. JSON has no such limits.
const (
	maxYAML = 4 << 20
	maxKeys = 8000
)

// checkYAML refuses a document that the parser would take too long for.
func checkYAML(tokens token.Tokens) error {
	c := &yamlCheck{}
	for _, t := range tokens {
		c.add(t)
		switch {
		case c.brackets+c.dashes > maxDepth:
			return &Error{"line " + strconv.Itoa(c.line), "nested too deep", ""}
		case c.most > maxKeys:
			return &Error{"line " + strconv.Itoa(c.line), fmt.Sprintf("a mapping of more than %d keys", maxKeys), "JSON may have more: make it JSON"}
		}
	}
	return nil
}

// yamlCheck counts what is open at a token.
type yamlCheck struct {
	brackets, dashes, line int
	columns                []int // where the keys of each mapping in lines stand, the outermost first
	counts                 []int // how many there are
	most                   int   // in the mapping of the last key
}

func (c *yamlCheck) add(t *token.Token) {
	if t.Position.Line != c.line {
		c.line, c.dashes = t.Position.Line, 0
	}
	switch t.Type {
	case token.MappingStartType, token.SequenceStartType:
		c.brackets++
	case token.MappingEndType, token.SequenceEndType:
		c.brackets = max(c.brackets-1, 0)
	case token.SequenceEntryType:
		c.dashes++
		c.close(t.Position.Column)
	case token.MappingKeyType, token.TagType, token.AnchorType:
		c.dashes++
	case token.MappingValueType:
		if c.brackets == 0 && t.Prev != nil {
			c.key(t.Prev.Position.Column)
		}
	default: // no beginning and no end of anything
	}
}

// close ends the mappings whose keys stand to the right of a column.
func (c *yamlCheck) close(column int) {
	n := len(c.columns)
	for n > 0 && c.columns[n-1] > column {
		n--
	}
	c.columns, c.counts = c.columns[:n], c.counts[:n]
}

func (c *yamlCheck) key(column int) {
	c.close(column)
	n := len(c.columns)
	if n == 0 || c.columns[n-1] < column {
		c.columns, c.counts = append(c.columns, column), append(c.counts, 0)
		n++
	}
	c.counts[n-1]++
	c.most = c.counts[n-1]
}
