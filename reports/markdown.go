package reports

import (
	"fmt"
	"io"
	"strings"

	"github.com/wxload/wxload/reports/lang"
)

// markdownEvents is how many events of an example a summary shows.
const markdownEvents = 20

// writeMarkdown writes a summary for a CI job's page, in GitHub's dialect.
func writeMarkdown(w io.Writer, r *Report, words *lang.Words) error {
	m := markdown{words: words}
	word, reason := r.headline()
	m.line("## wxload: %s", word)
	m.paragraph("**%s**", m.say(reason))
	m.paragraph("%s", m.say(r.setting()))
	if warning := r.warning(); warning != "" {
		m.paragraph("> **%s** %s", m.say("Warning:"), m.say(warning))
	}
	for _, note := range r.notes() {
		m.paragraph("> **%s** %s", m.say("Note:"), m.say(note))
	}
	m.failures(r)
	m.facts(r)
	m.defects(r)
	m.latencies(r)
	m.slowest(r)
	m.thresholds(r)
	m.books(r)
	_, err := io.WriteString(w, m.text.String())
	return err
}

type markdown struct {
	text  strings.Builder
	words *lang.Words
}

// say is a text of the report in the reader's language, safe in a paragraph.
func (m *markdown) say(text string) string { return escapeMarkdown(m.words.Say(text)) }

func (m *markdown) line(format string, args ...any) {
	fmt.Fprintf(&m.text, format+"\n", args...)
}

func (m *markdown) paragraph(format string, args ...any) {
	m.line("\n"+format, args...)
}

// table writes a header, with the columns of numbers to the right, and rows.
func (m *markdown) table(header []string, rows [][]string) {
	m.line("\n| %s |", strings.Join(header, " | "))
	rule := "| --- |"
	for _, title := range header[1:] {
		if title == m.words.Say("example") || title == m.words.Say("result") || title == m.words.Say("trace") {
			rule += " --- |"
		} else {
			rule += " ---: |"
		}
	}
	m.line("%s", rule)
	for _, row := range rows {
		for i := range row {
			row[i] = escapeMarkdown(row[i])
		}
		m.line("| %s |", strings.Join(row, " | "))
	}
}

func (m *markdown) failures(r *Report) {
	table, more := r.failureTable(m.words)
	if table == nil {
		return
	}
	for i, row := range table[1:] {
		table[i+1] = append(row, m.words.Text(r.Failures[i].Example))
	}
	m.table(append(table[0], m.words.Say("example")), table[1:])
	if more != "" {
		m.paragraph("%s", m.say(more))
	}
}

func (m *markdown) facts(r *Report) {
	m.line("")
	m.fact(m.say("Duplicate logins:"), r.duplicates()+" (the server's view: "+r.serverView()+")")
	m.fact(m.say("Logins:"), r.logins())
	if r.Refreshes != nil {
		m.fact(m.say("Refreshes:"), r.Refreshes.ends())
		m.fact(m.say("Duplicate refreshes:"), r.Refreshes.duplicates())
	}
	m.fact(m.say("Requests:"), r.requests())
	m.fact(m.say("Sends:"), r.sends())
	m.fact(m.say("Answers:"), r.statuses())
	for i := range r.Targets {
		t := &r.Targets[i]
		for _, row := range t.rows() {
			m.fact(m.words.Sprintf("%s, %s:", escapeMarkdown(printable(t.Host)), m.say(strings.TrimSpace(row[0]))), row[1])
		}
	}
	m.fact(m.say("Generator:"), r.generator())
}

// fact is a line of a list, with its title.
func (m *markdown) fact(title, text string) { m.line("- **%s** %s", title, m.say(text)) }

func (m *markdown) defects(r *Report) {
	if len(r.Defects) == 0 {
		m.paragraph("%s", m.say("No defects seen."))
	} else {
		m.paragraph("### %s", m.say("Defects"))
	}
	for i, d := range r.Defects {
		m.paragraph("%s", m.words.Sprintf("**%s**, %s: %s", escapeMarkdown(defectName(d)), m.say(d.Severity), m.say(formatCount(d.Count)+" in "+plural(d.Clients, "client"))))
		if sentence := r.sentence(i, m.words); sentence != "" {
			m.line("%s", escapeMarkdown(sentence))
		}
		if lines := timeline(d.Example, markdownEvents, m.words); lines != nil {
			// Four spaces, not a fence: no text can end an indented block.
			m.paragraph("    %s", strings.Join(lines, "\n    "))
		}
		if d.Advice != "" {
			m.paragraph("%s", m.say("Mend: "+printable(d.Advice)))
		}
	}
	if lines := r.unseenLines(); len(lines) > 0 {
		m.paragraph("%s", m.say("Not seen, whether or not it happened:"))
		m.line("")
		for _, line := range lines {
			m.line("- %s", m.say(line))
		}
	}
}

func (m *markdown) latencies(r *Report) {
	table, more := latencyTable(r.Latency, allPercentiles(), m.words)
	if len(table) > 1 {
		m.table(table[0], table[1:])
	}
	if more != "" {
		m.paragraph("%s", m.say(more))
	}
}

func (m *markdown) slowest(r *Report) {
	if table := r.slowTable(m.words); table != nil {
		m.table(table[0], table[1:])
	}
}

func (m *markdown) thresholds(r *Report) {
	var rows [][]string
	for _, t := range r.Thresholds {
		result := m.words.Say("not judged")
		switch {
		case t.failed():
			result = m.words.Say("✗ failed")
		case t.passed():
			result = m.words.Say("✓ passed")
		}
		if t.Note != "" {
			result = m.words.Sprintf("%s (%s)", result, m.words.Say(t.Note))
		}
		rows = append(rows, []string{t.Expr, formatValue(t), result})
	}
	m.table([]string{m.words.Say("Threshold"), m.words.Say("value"), m.words.Say("result")}, rows)
}

func (m *markdown) books(r *Report) {
	m.paragraph("**%s** %s", m.say("Books:"), m.say(r.balance()))
	if len(r.Books.Notes) > 0 {
		m.line("")
	}
	for _, note := range r.Books.Notes {
		m.line("- %s", m.say(printable(note)))
	}
}

// escapeMarkdown makes text safe in a paragraph or a table's cell.
func escapeMarkdown(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "|", `\|`, "`", "\\`", "*", `\*`, "_", `\_`,
		"#", `\#`, "~", `\~`, "[", `\[`, "]", `\]`, `\`, `\\`).Replace(printable(s))
}
