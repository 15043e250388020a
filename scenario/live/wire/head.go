package wire

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/wxload/wxload/client/wx"
)

// unknown is the length of a body that nobody announced.
const unknown = -1

// head is the head of an answer.
type head struct {
	major, minor byte
	code         int
	text         []byte  // names in canonical form and values, one behind the other
	fields       []field // where in text
	spelled      []string

	lines   []wx.Header // once the head is complete, as what follows
	closes  bool        // the connection carries no other answer
	chunked bool
	length  int64 // of the body, or unknown
}

// field is a header: name from there to value, value from there to end.
type field struct{ name, value, end int }

// emptied is an empty head that keeps the memory of this one.
func (h *head) emptied() head { return head{text: h.text[:0], fields: h.fields[:0]} }

func withoutCR(line []byte) []byte { return bytes.TrimSuffix(line, []byte("\r")) }

// statusLine reads "HTTP/1.1 200 OK".
func (h *head) statusLine(line []byte) error {
	const version = len("HTTP/1.1")
	if len(line) <= version || line[version] != ' ' || string(line[:5]) != "HTTP/" || line[6] != '.' {
		return ErrMalformed
	}
	h.major, h.minor = line[5]-'0', line[7]-'0'
	code, _, _ := bytes.Cut(bytes.TrimLeft(line[version:], " "), []byte(" "))
	if h.major > 9 || h.minor > 9 || len(code) != 3 {
		return ErrMalformed
	}
	for _, digit := range code {
		if digit < '0' || digit > '9' {
			return ErrMalformed
		}
		h.code = 10*h.code + int(digit-'0')
	}
	if h.code < 100 {
		return ErrMalformed
	}
	return nil
}

// field reads a header, or a line that goes on with the one before.
func (h *head) field(line []byte) error {
	if isSpace(line[0]) {
		return h.fold(line)
	}
	name, value, isField := bytes.Cut(line, []byte(":"))
	if !isField || len(name) == 0 || !isText(value) {
		return ErrMalformed
	}
	f := field{name: len(h.text)}
	if err := h.name(name); err != nil {
		return err
	}
	f.value = len(h.text)
	h.text = append(h.text, trim(value)...)
	f.end = len(h.text)
	h.fields = append(h.fields, f)
	return nil
}

// name takes in a name in canonical form. One with spaces in it, which is against the
// rules and read nevertheless, has none.
func (h *head) name(name []byte) error {
	start, spaces := len(h.text), false
	for _, c := range name {
		if kinds[c]&tokenByte == 0 {
			if c != ' ' {
				return ErrMalformed
			}
			spaces = true
		}
	}
	if spaces {
		h.text = append(h.text, name...)
		return nil
	}
	if h.text = appendName(h.text, name); !bytes.Equal(h.text[start:], name) {
		h.spelled = append(h.spelled, string(name))
	}
	return nil
}

func (h *head) fold(line []byte) error {
	if len(h.fields) == 0 || !isText(line) {
		return ErrMalformed
	}
	last := &h.fields[len(h.fields)-1]
	if last.end > last.value {
		h.text = append(h.text, ' ')
	}
	h.text = append(h.text, trim(line)...)
	last.end = len(h.text)
	return nil
}

// isText reports bytes that a value may have.
func isText(value []byte) bool {
	for _, c := range value {
		if c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}

// endHead reads from the headers how the body goes on, and takes out those that spoke of
// the connection alone. bodyless says that none follows in any case.
func (h *head) endHead(bodyless bool) error {
	h.collect()
	h.closes = h.wantsClose()
	if err := h.transferEncoding(); err != nil {
		return err
	}
	if err := h.contentLength(); err != nil {
		return err
	}
	switch {
	case bodyless || h.code < 200 || h.code == 204 || h.code == 304:
		h.length, h.chunked = 0, false
	case h.chunked:
		h.drop("Content-Length")
		h.length = unknown
	case h.length == unknown:
		h.closes = true
	}
	return nil
}

// collect makes the lines of the text.
func (h *head) collect() {
	text := string(h.text)
	h.lines = make([]wx.Header, len(h.fields))
	for i, f := range h.fields {
		h.lines[i] = wx.Header{Name: text[f.name:f.value], Value: text[f.value:f.end]}
	}
}

// value is that of the first line of a name in canonical form.
func (h *head) value(name string) string {
	for i := range h.lines {
		if h.lines[i].Name == name {
			return h.lines[i].Value
		}
	}
	return ""
}

// drop takes out the lines of a name.
func (h *head) drop(name string) {
	h.lines = slices.DeleteFunc(h.lines, func(line wx.Header) bool { return line.Name == name })
}

func (h *head) wantsClose() bool {
	switch {
	case h.major < 1:
		return true
	case h.major == 1 && h.minor == 0:
		return h.connectionHas("close") || !h.connectionHas("keep-alive")
	case h.connectionHas("close"):
		h.drop("Connection")
		return true
	}
	return false
}

// connectionHas reports whether the lists of Connection have a token.
func (h *head) connectionHas(token string) bool {
	for i := range h.lines {
		if h.lines[i].Name != "Connection" {
			continue
		}
		for entry := range strings.SplitSeq(h.lines[i].Value, ",") {
			if strings.EqualFold(strings.Trim(entry, " \t"), token) {
				return true
			}
		}
	}
	return false
}

func (h *head) transferEncoding() error {
	const name = "Transfer-Encoding"
	n, coding := 0, h.value(name)
	for i := range h.lines {
		if h.lines[i].Name == name {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	h.drop(name)
	if h.major < 1 || h.major == 1 && h.minor == 0 {
		return nil // which did not know it
	}
	if n > 1 || !strings.EqualFold(coding, "chunked") {
		return ErrMalformed
	}
	h.chunked = true
	h.drop("Trailer")
	return nil
}

// contentLength reads the length, which may be said twice but in one way only.
func (h *head) contentLength() error {
	const name = "Content-Length"
	h.length = unknown
	n, first := 0, strings.Trim(h.value(name), " \t")
	for i := range h.lines {
		if h.lines[i].Name != name {
			continue
		}
		if n++; strings.Trim(h.lines[i].Value, " \t") != first {
			return ErrMalformed
		}
	}
	if n == 0 {
		return nil
	}
	if n > 1 {
		h.drop(name)
		h.lines = append(h.lines, wx.Header{Name: name, Value: first})
	}
	length, err := strconv.ParseUint(first, 10, 63)
	if err != nil {
		return ErrMalformed
	}
	h.length = int64(length)
	return nil
}
