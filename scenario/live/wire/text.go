package wire

import "strings"

// Kinds of bytes.
const (
	tokenByte  = 1 << iota // in a method or a header's name (RFC 9110, section 5.6.2)
	targetByte             // in a path or query that goes over the wire as it is, but for %
	hostByte               // in a host's name or IPv4 address
	hexByte
)

// kinds tells what a byte may stand in. It is never written to.
var kinds = func() (kinds [256]uint8) {
	mark := func(kind uint8, bytes string) {
		for i := range len(bytes) {
			kinds[bytes[i]] |= kind
		}
	}
	const digits, letters = "0123456789", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	mark(tokenByte, digits+letters+"!#$%&'*+-.^_`|~")
	mark(targetByte, digits+letters+"-_.~!$&'()*+,;=:@/?")
	mark(hostByte, digits+letters+"-.")
	mark(hexByte, digits+"abcdefABCDEF")
	return kinds
}()

// isToken reports what may be a method or a header's name.
func isToken(s string) bool {
	for i := range len(s) {
		if kinds[s[i]]&tokenByte == 0 {
			return false
		}
	}
	return s != ""
}

// isValue reports what may be a header's value: nothing that ends its line.
func isValue(s string) bool { return !strings.ContainsAny(s, "\r\n\x00") }

// canonical is a byte of a header's name in canonical form, such as X-Token: upper case at
// the start of each part.
func canonical(c byte, starts bool) byte {
	switch {
	case starts && 'a' <= c && c <= 'z':
		return c - ('a' - 'A')
	case !starts && 'A' <= c && c <= 'Z':
		return c + ('a' - 'A')
	}
	return c
}

// appendName appends a header's name in canonical form.
func appendName[S string | []byte](b []byte, name S) []byte {
	starts := true
	for i := range len(name) {
		c := name[i]
		b = append(b, canonical(c, starts))
		starts = c == '-'
	}
	return b
}

// trimLeft, trimRight and trim leave out the spaces and tabs at the ends of a line.
func trimLeft(line []byte) []byte {
	for len(line) > 0 && isSpace(line[0]) {
		line = line[1:]
	}
	return line
}

func trimRight(line []byte) []byte {
	for len(line) > 0 && isSpace(line[len(line)-1]) {
		line = line[:len(line)-1]
	}
	return line
}

func trim(line []byte) []byte { return trimLeft(trimRight(line)) }

func isSpace(c byte) bool { return c == ' ' || c == '\t' }
