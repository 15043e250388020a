package lang

import (
	"fmt"
	"strconv"
	"strings"
)

// entry is a format and its translation.
type entry struct {
	id, text string
	phrase   bool // it is part of a sentence, and may be an argument %p
}

// parsePO reads what gettext calls a PO file, of which it knows comments, msgid, msgstr
// strings that go on in the next line, and the flag "phrase".
func parsePO(data string) ([]entry, error) {
	var all []entry
	var current *string
	phrase := false
	n := 0
	for line := range strings.Lines(data) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			phrase = phrase || strings.TrimPrefix(line, "#, ") == "phrase"
			continue
		}
		word, rest, _ := strings.Cut(line, " ")
		switch word {
		case "msgid":
			all = append(all, entry{phrase: phrase})
			phrase = false
			current = &all[len(all)-1].id
		case "msgstr":
			if current == nil || current != &all[len(all)-1].id {
				return nil, fmt.Errorf("line %d: msgstr without msgid", n)
			}
			current = &all[len(all)-1].text
		default:
			rest = line
		}
		text, err := strconv.Unquote(rest)
		if err != nil || current == nil {
			return nil, fmt.Errorf("line %d: expected msgid, msgstr or a string, got %s", n, line)
		}
		*current += text
	}
	for _, e := range all {
		if e.id == "" || e.text == "" {
			return nil, fmt.Errorf("an entry without a text: msgid %q, msgstr %q", e.id, e.text)
		}
	}
	return all, nil
}
