package reports

import (
	"fmt"
	"io"
	"strings"
)

// markdownEvents is how many events of an example a summary shows.
const markdownEvents = 20

// writeMarkdown writes a summary for a CI job's page, in GitHub's dialect.
func writeMarkdown(w io.Writer, r *Report) error {
	var m markdown
	word, reason := r.headline()
	m.line("## wxload: %s", word)
	m.paragraph("**%s**", escapeMarkdown(reason))
	m.paragraph("%s", escapeMarkdown(r.setting()))
	if warning := r.warning(); warning != "" {
		m.paragraph("> **Warning:** %s", escapeMarkdown(warning))
	}
	for _, note := range r.Notes {
		m.paragraph("> **Note:** %s", escapeMarkdown(note))
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

type markdown struct{ text strings.Builder }

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
		if title == "example" || title == "result" || title == "trace" {
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
	table, more := r.failureTable()
	if table == nil {
		return
	}
	for i, row := range table[1:] {
		table[i+1] = append(row, r.Failures[i].Example)
	}
	m.table(append(table[0], "example"), table[1:])
	if more != "" {
		m.paragraph("%s", more)
	}
}

func (m *markdown) facts(r *Report) {
	m.line("")
	m.line("- **Duplicate logins:** %s (the server's view: %s)", r.duplicates(), r.serverView())
	m.line("- **Logins:** %s", r.logins())
	if r.Refreshes != nil {
		m.line("- **Refreshes:** %s", r.Refreshes.ends())
		m.line("- **Duplicate refreshes:** %s", r.Refreshes.duplicates())
	}
	m.line("- **Requests:** %s", r.requests())
	m.line("- **Sends:** %s", r.sends())
	m.line("- **Answers:** %s", r.statuses())
	m.line("- **Generator:** %s", r.generator())
}

func (m *markdown) defects(r *Report) {
	if len(r.Defects) == 0 {
		m.paragraph("No defects seen.")
	} else {
		m.paragraph("### Defects")
	}
	for i, d := range r.Defects {
		m.paragraph("**%s**, %s: %s in %s", escapeMarkdown(defectName(d)), escapeMarkdown(d.Severity), formatCount(d.Count), plural(d.Clients, "client"))
		if sentence := r.sentence(i); sentence != "" {
			m.line("%s", escapeMarkdown(sentence))
		}
		if lines := timeline(d.Example, markdownEvents); lines != nil {
			// Four spaces, not a fence: no text can end an indented block.
			m.paragraph("    %s", strings.Join(lines, "\n    "))
		}
		if d.Advice != "" {
			m.paragraph("Mend: %s", escapeMarkdown(d.Advice))
		}
	}
	if lines := r.unseenLines(); len(lines) > 0 {
		m.paragraph("Not seen, whether or not it happened:")
		m.line("")
		for _, line := range lines {
			m.line("- %s", escapeMarkdown(line))
		}
	}
}

func (m *markdown) latencies(r *Report) {
	table, more := latencyTable(r.Latency, allPercentiles())
	if len(table) > 1 {
		m.table(table[0], table[1:])
	}
	if more != "" {
		m.paragraph("%s", more)
	}
}

func (m *markdown) slowest(r *Report) {
	var rows [][]string
	for _, s := range r.Slowest {
		rows = append(rows, s.cells())
	}
	if rows != nil {
		m.table(slowHeader(), rows)
	}
}

func (m *markdown) thresholds(r *Report) {
	var rows [][]string
	for _, t := range r.Thresholds {
		result := "not judged"
		switch {
		case t.failed():
			result = "FAILED"
		case t.passed():
			result = "passed"
		}
		if t.Note != "" {
			result += " (" + t.Note + ")"
		}
		rows = append(rows, []string{t.Expr, formatValue(t), result})
	}
	m.table([]string{"Threshold", "value", "result"}, rows)
}

func (m *markdown) books(r *Report) {
	m.paragraph("**Books:** %s", r.balance())
	if len(r.Books.Notes) > 0 {
		m.line("")
	}
	for _, note := range r.Books.Notes {
		m.line("- %s", escapeMarkdown(note))
	}
}

// escapeMarkdown makes text safe in a paragraph or a table's cell.
func escapeMarkdown(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "|", `\|`, "`", "\\`", "*", `\*`, "_", `\_`,
		"#", `\#`, "~", `\~`, "[", `\[`, "]", `\]`, `\`, `\\`).Replace(printable(s))
}
