package transport

import (
	"bytes"
	"net/textproto"
)

// peekHead is what has come of an answer's head, once something has; it waits for that. It
// holds until the next read. Where that fails, so will the parser.
func (c *conn) peekHead() []byte {
	if _, err := c.buffers.in.Peek(1); err != nil {
		return nil
	}
	head, _ := c.buffers.in.Peek(c.buffers.in.Buffered())
	return head
}

// spelled are the names of a head's lines that are not in canonical form, for a mini program
// sees them as the server wrote them.
func spelled(head []byte) (names []string) {
	_, lines, _ := bytes.Cut(head, []byte("\n")) // behind the status
	for line, rest, more := cutLine(lines); more && len(line) > 0; line, rest, more = cutLine(rest) {
		name, _, isHeader := bytes.Cut(line, []byte(":"))
		if isHeader && !isCanonical(name) && isToken(string(name)) {
			names = append(names, string(name))
		}
	}
	return names
}

func cutLine(lines []byte) (line, rest []byte, found bool) {
	line, rest, found = bytes.Cut(lines, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r")), rest, found
}

func isCanonical(name []byte) bool {
	text := string(name)
	return textproto.CanonicalMIMEHeaderKey(text) == text
}
