package lang

import (
	"regexp"
	"strings"
)

// Template says the texts of a template of html/template: what stands between tags, and
// the attributes that people read: titles, labels, and data-say-… for scripts. A value among the words, such as {{.Count}}, is an
// argument as %s is in a format. It says nothing of what the values are.
func (w *Words) Template(source string) string {
	if w == nil {
		return source
	}
	var b strings.Builder
	for _, piece := range templatePieces(source) {
		b.WriteString(w.piece(piece))
	}
	said := spaceBehind.ReplaceAllString(b.String(), "$1")
	return strings.Replace(said, `<html lang="en">`, `<html lang="`+w.Tag()+`">`, 1)
}

// spaceBehind is a space behind a colon, which Chinese has not.
var spaceBehind = regexp.MustCompile(`(：(?:</[a-z]+>)?) `)

// templatePiece is a part of a template: a text, or what no reader sees as such.
type templatePiece struct {
	text string
	read bool // it is a text
}

var (
	unread    = regexp.MustCompile(`(?s)<script.*?</script>|<style.*?</style>|<!--.*?-->|<[^>]*>|\{\{-? *(?:if|else|end|range|with|define|template|block|break|continue|/\*)\b.*?\}\}`)
	action    = regexp.MustCompile(`\{\{.*?\}\}`)
	attribute = regexp.MustCompile(`((?:title|aria-label|alt|placeholder|data-say-[a-z]+)=")([^"]*)(")`)
	status    = regexp.MustCompile(`(data-[a-z]+=")([^"]*)(")`)
)

// readAttributes are the attributes of a tag that people read. A status keeps all that it
// may say in attributes.
func readAttributes(tag string) *regexp.Regexp {
	if strings.Contains(tag, `role="status"`) {
		return status
	}
	return attribute
}

func templatePieces(source string) []templatePiece {
	var all []templatePiece
	last := 0
	for _, at := range unread.FindAllStringIndex(source, -1) {
		all = append(all, templatePiece{source[last:at[0]], true}, templatePiece{source[at[0]:at[1]], false})
		last = at[1]
	}
	return append(all, templatePiece{source[last:], true})
}

func (w *Words) piece(piece templatePiece) string {
	if piece.read {
		return w.readable(piece.text)
	}
	if strings.HasPrefix(piece.text, "<script") || strings.HasPrefix(piece.text, "<style") {
		return piece.text
	}
	read := readAttributes(piece.text)
	return read.ReplaceAllStringFunc(piece.text, func(whole string) string {
		parts := read.FindStringSubmatch(whole)
		return parts[1] + w.readable(parts[2]) + parts[3]
	})
}

// readable says a text of a template.
func (w *Words) readable(text string) string {
	id, actions := templateFormat(text)
	translation, known := w.entries[id]
	if !known {
		return text
	}
	body := strings.TrimSpace(text)
	before, after, _ := strings.Cut(text, body)
	return before + parseFormat(translation).with(actions...) + after
}

// templateFormat is the format of a text of a template, as a catalogue has it, and the
// values among its words.
func templateFormat(text string) (id string, actions []string) {
	actions = action.FindAllString(text, -1)
	body := strings.Join(strings.Fields(strings.ReplaceAll(text, "%", "%%")), " ")
	if len(actions) > 0 {
		body = strings.TrimSpace(action.ReplaceAllLiteralString(strings.ReplaceAll(text, "%", "%%"), "%s"))
	}
	return body, actions
}
