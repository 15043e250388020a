package launcher

import (
	"strings"
	"sync"
	"unicode"
)

// The last lines that a job printed are kept, and of each the beginning.
const (
	maxLines = 500
	maxLine  = 2000 // bytes
)

// output keeps what a job prints, in lines. It may be used concurrently.
type output struct {
	changed func() // called when there is a further line

	mu      sync.Mutex
	lines   []string
	skipped int    // lines that are not kept any more
	rest    []byte // of a line that has not ended
	page    string // where the job shows itself
}

// Write implements [io.Writer]. It never fails.
func (o *output) Write(text []byte) (int, error) {
	if o.add(text) {
		o.changed()
	}
	return len(text), nil
}

func (o *output) add(text []byte) (more bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, c := range text {
		switch {
		case c == '\n':
			o.end()
			more = true
		case len(o.rest) < maxLine:
			o.rest = append(o.rest, c)
		}
	}
	return more
}

// say adds a line of the page's own.
func (o *output) say(text string) { _, _ = o.Write([]byte(text + "\n")) }

func (o *output) end() {
	text := strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, strings.ToValidUTF8(string(o.rest), " "))
	o.rest = o.rest[:0]
	if url, is := strings.CutPrefix(text, "page at "); is && strings.HasPrefix(url, "http://127.0.0.1:") && o.page == "" {
		o.page = url
	}
	o.lines = append(o.lines, text)
	if n := len(o.lines) - maxLines; n > 0 {
		o.lines = append([]string(nil), o.lines[n:]...)
		o.skipped += n
	}
}

// text is what is kept.
func (o *output) text() (text, page string, skipped int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return strings.Join(o.lines, "\n"), o.page, o.skipped
}
