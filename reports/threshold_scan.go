package reports

import (
	"strconv"
	"strings"
)

// skipSpace moves to the next byte that is not a space and returns its position.
func (p *thresholdParser) skipSpace() int {
	for p.pos < len(p.src) && strings.IndexByte(" \t\r\n", p.src[p.pos]) >= 0 {
		p.pos++
	}
	return p.pos
}

// word reads a word or a number, "" where there is none.
func (p *thresholdParser) word() string {
	start := p.skipSpace()
	for p.pos < len(p.src) && isWordByte(p.src[p.pos]) {
		p.pos++
	}
	return p.src[start:p.pos]
}

// peek reports whether s comes next, after spaces.
func (p *thresholdParser) peek(s string) bool {
	return strings.HasPrefix(p.src[p.skipSpace():], s)
}

// peekWord reports whether a word comes next, after spaces.
func (p *thresholdParser) peekWord() bool {
	at := p.skipSpace()
	return at < len(p.src) && isWordByte(p.src[at])
}

// accept reads s if it comes next.
func (p *thresholdParser) accept(s string) bool {
	if p.err != nil || !p.peek(s) {
		return false
	}
	p.pos += len(s)
	return true
}

// found describes the next token, for an error message.
func (p *thresholdParser) found() string {
	fields := strings.Fields(p.src[p.pos:])
	if len(fields) == 0 {
		return "the end"
	}
	return strconv.Quote(fields[0])
}

// isWordByte reports whether b belongs to a word. Bytes of non-ASCII letters
// do, so that an error message never cuts a character in two.
func isWordByte(b byte) bool {
	return b == '_' || b == '.' || b == '-' || '0' <= b && b <= '9' ||
		'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || b >= 0x80
}
