package capture

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// shellWord is a word of a command line, and where it begins.
type shellWord struct {
	text string
	line int
}

// shellCommand is a command, and the comment in the line before it.
type shellCommand struct {
	words   []shellWord
	comment string
}

// shellWords parts text into commands and words, as a shell does, without what a shell
// would do: variables, globs and redirections are text. It takes what the developer tools
// copy for bash and for cmd.exe, where ^ quotes.
func shellWords(text string) ([]shellCommand, error) {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if strings.Contains(text, "^\n") || strings.Contains(text, `^"`) {
		text = withoutCarets(text)
	}
	s := &shellScanner{text: text, line: 1}
	for s.at < len(s.text) {
		if err := s.next(); err != nil {
			return nil, err
		}
	}
	s.endCommand()
	return s.commands, nil
}

// withoutCarets unquotes for cmd.exe: a caret quotes the character after it, and at the
// end of a line the end.
func withoutCarets(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '^' || i+1 == len(text) {
			b.WriteByte(text[i])
			continue
		}
		i++
		if text[i] == '\n' {
			b.WriteString("\\\n") // lines are counted
			continue
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

type shellScanner struct {
	text     string
	at, line int
	word     strings.Builder
	begun    int // the line of the word; 0 where none is begun
	current  shellCommand
	comment  string // of the line before
	commands []shellCommand
}

func (s *shellScanner) next() error {
	c := s.text[s.at]
	switch {
	case c == '\\' && strings.HasPrefix(s.text[s.at:], "\\\n"):
		s.at += 2
		s.line++
		return nil
	case c == '\n', c == ';', c == '&' && s.begun == 0:
		s.endCommand()
	case c == ' ' || c == '\t':
		s.endWord()
	case c == '#' && s.begun == 0:
		s.skipComment()
		return nil
	case c == '\'':
		return s.quoted("'")
	case c == '"':
		return s.quoted(`"`)
	case strings.HasPrefix(s.text[s.at:], "$'"):
		s.at++
		return s.quoted("$'")
	case c == '\\' && s.at+1 < len(s.text):
		s.begin()
		s.at++
		s.word.WriteByte(s.text[s.at])
	default:
		s.begin()
		s.word.WriteByte(c)
	}
	if c == '\n' {
		s.line++
	}
	s.at++
	return nil
}

func (s *shellScanner) begin() {
	if s.begun == 0 {
		s.begun = s.line
	}
}

func (s *shellScanner) endWord() {
	if s.begun > 0 {
		s.current.words = append(s.current.words, shellWord{s.word.String(), s.begun})
		s.word.Reset()
		s.begun = 0
	}
}

func (s *shellScanner) endCommand() {
	s.endWord()
	if len(s.current.words) > 0 {
		s.current.comment = s.comment
		s.commands = append(s.commands, s.current)
		s.current, s.comment = shellCommand{}, ""
	}
}

// skipComment passes over a comment. In a line of its own it may be the name of the
// command after it.
func (s *shellScanner) skipComment() {
	text, _, _ := strings.Cut(s.text[s.at:], "\n")
	s.at += len(text)
	if len(s.current.words) == 0 {
		s.comment = strings.TrimSpace(strings.TrimLeft(text, "#"))
	}
}

// quoted reads what is in quotes, of the kind ', " or $'.
func (s *shellScanner) quoted(kind string) error {
	s.begin()
	began := s.line
	end := kind[len(kind)-1]
	for s.at++; s.at < len(s.text); s.at++ {
		c := s.text[s.at]
		switch {
		case c == end:
			s.at++
			return nil
		case c == '\\' && kind != "'" && s.at+1 < len(s.text):
			s.escaped(kind)
			continue
		case c == '\n':
			s.line++
		}
		s.word.WriteByte(c)
	}
	return &Error{"line " + strconv.Itoa(began), "a quotation mark that is not closed", ""}
}

// escaped reads a backslash and what it stands for.
func (s *shellScanner) escaped(kind string) {
	s.at++
	c := s.text[s.at]
	if c == '\n' {
		s.line++
	}
	switch {
	case kind == "$'":
		s.ansi(c)
	case c == '\n':
	case strings.IndexByte("\"\\$`", c) >= 0:
		s.word.WriteByte(c)
	default:
		s.word.WriteByte('\\')
		s.word.WriteByte(c)
	}
}

// ansi reads the escapes of $'…'.
func (s *shellScanner) ansi(c byte) {
	if at := strings.IndexByte("abefnrtv", c); at >= 0 {
		s.word.WriteByte("\a\b\x1b\f\n\r\t\v"[at])
		return
	}
	digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[c]
	n := 0
	for n < digits && s.at+1+n < len(s.text) && strings.IndexByte("0123456789abcdefABCDEF", s.text[s.at+1+n]) >= 0 {
		n++
	}
	if n == 0 {
		s.word.WriteByte(c)
		return
	}
	code, _ := strconv.ParseUint(s.text[s.at+1:s.at+1+n], 16, 32) // its digits were looked at
	s.at += n
	if c == 'x' {
		s.word.WriteByte(byte(code))
	} else if utf8.ValidRune(rune(code)) {
		s.word.WriteRune(rune(code))
	}
}
