package lang

import (
	"regexp"
	"strings"
)

// commentWidth is how many cells a line of comments takes at most.
const commentWidth = 90

// Comments says the comments of a source whose lines they go to the end of, behind a mark
// such as "#" or "//". Lines of comments that follow each other are one text, up to an empty
// one; lines that are indented within are said cell by cell. The source itself stays.
func (w *Words) Comments(source, mark string) string {
	if w == nil {
		return source
	}
	return eachComment(source, mark, func(text string) string { return closed(w.Say(text)) })
}

// eachComment puts what say makes of them in the place of comments.
func eachComment(source, mark string, say func(string) string) string {
	var b strings.Builder
	behind := regexp.MustCompile(`^(.*?\S\s+)` + regexp.QuoteMeta(mark) + ` (.+)$`)
	lines := strings.Split(source, "\n")
	for i := 0; i < len(lines); i++ {
		body := strings.TrimLeft(lines[i], " ")
		start := lines[i][:len(lines[i])-len(body)] + mark
		text, whole := strings.CutPrefix(lines[i], start)
		switch found := behind.FindStringSubmatch(lines[i]); {
		case !whole && found != nil:
			b.WriteString(found[1] + mark + " " + say(found[2]))
		case !whole || !strings.HasPrefix(text, " "):
			b.WriteString(lines[i])
		case strings.HasPrefix(text, "  "):
			b.WriteString(start + laidOut(text, mark, say))
		default:
			paragraph := []string{strings.TrimSpace(text)}
			for ; i+1 < len(lines) && goesOn(lines[i+1], start); i++ {
				paragraph = append(paragraph, strings.TrimSpace(lines[i+1][len(start):]))
			}
			b.WriteString(paragraphOf(paragraph, start, say))
		}
		if i+1 < len(lines) {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// keyed is a comment about a key of its own.
var keyed = regexp.MustCompile(`^ [a-z_]+: `)

// goesOn reports whether a line is of the text of the comment before it.
func goesOn(line, start string) bool {
	text, comment := strings.CutPrefix(line, start)
	return comment && len(text) > 1 && text[0] == ' ' && text[1] != ' ' && !keyed.MatchString(text)
}

// paragraphOf says lines as one text, and lays it out anew; one that is not known stays.
func paragraphOf(lines []string, start string, say func(string) string) string {
	text := strings.Join(lines, " ")
	said := say(text)
	if said == text {
		return start + " " + strings.Join(lines, "\n"+start+" ")
	}
	var all []string
	for part := range strings.SplitSeq(said, "\n") {
		all = append(all, Wrap(part, commentWidth-len(start)-1)...)
	}
	return start + " " + strings.Join(all, "\n"+start+" ")
}

// laidOut says a line of code within a comment: its cells, and a comment behind it.
func laidOut(text, mark string, say func(string) string) string {
	cells := gap.Split(strings.TrimLeft(text, " "), -1)
	gaps := gap.FindAllString(strings.TrimLeft(text, " "), -1)
	said := text[:len(text)-len(strings.TrimLeft(text, " "))]
	for i, cell := range cells {
		comment, is := strings.CutPrefix(cell, mark+" ")
		switch {
		case is:
			cell = mark + " " + say(comment)
		case i > 0:
			cell = say(cell)
		}
		if said += cell; i < len(gaps) {
			said += gaps[i]
		}
	}
	return said
}
