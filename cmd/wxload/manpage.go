package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/wxload/wxload/reports/lang"
)

// manualPage writes the help of a command in roff's man macros. It has what the help
// leaves out for want of lines: all flags, and the exit codes.
type manualPage struct {
	words *lang.Words
	cmd   *cobra.Command
	out   bytes.Buffer
}

// name is that of the command as manual pages have it: wxload-run.
func (m *manualPage) name() string { return strings.ReplaceAll(m.cmd.CommandPath(), " ", "-") }

// roff is the page, the same for the same version.
func (m *manualPage) roff() []byte {
	fmt.Fprintf(&m.out, ".TH %s 1 \"\" \"wxload %s\"\n.ad l\n.nh\n", strings.ToUpper(m.name()), version())
	m.section(m.words.Say("NAME"))
	m.line(m.name() + " - " + m.cmd.Short)
	m.section(m.words.Say("SYNOPSIS"))
	fmt.Fprintf(&m.out, ".B %s\n", escaped(m.synopsis()))
	m.section(m.words.Say("DESCRIPTION"))
	m.prose(m.cmd.Long)
	if !m.cmd.HasParent() {
		m.commands()
		m.section(m.words.Say("EXIT STATUS"))
		m.prose(newExitCodesTopic(m.words).Long)
		return m.out.Bytes()
	}
	m.flags()
	if m.cmd.Example != "" {
		m.section(m.words.Say("EXAMPLES"))
		m.prose(m.cmd.Example)
	}
	m.section(m.words.Say("SEE ALSO"))
	fmt.Fprintf(&m.out, ".BR wxload (1)\n")
	return m.out.Bytes()
}

func (m *manualPage) synopsis() string {
	if !m.cmd.HasParent() {
		return "wxload COMMAND"
	}
	return placeholders(m.words).Replace(m.cmd.UseLine())
}

func (m *manualPage) section(title string) {
	fmt.Fprintf(&m.out, ".SH %s\n", title)
}

// line is one line of text, whatever it begins with.
func (m *manualPage) line(text string) {
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") {
		m.out.WriteString(`\&`)
	}
	m.out.WriteString(escaped(text) + "\n")
}

// prose fills paragraphs, and leaves lines that are indented as they are.
func (m *manualPage) prose(text string) {
	for paragraph := range strings.SplitSeq(strings.Trim(text, "\n"), "\n\n") {
		m.out.WriteString(".PP\n")
		indented := false
		for line := range strings.SplitSeq(paragraph, "\n") {
			if was := indented; was != strings.HasPrefix(line, " ") {
				indented = !was
				m.out.WriteString(map[bool]string{true: ".nf\n", false: ".fi\n"}[indented])
			}
			m.line(line)
		}
		if indented {
			m.out.WriteString(".fi\n")
		}
	}
}

// item is a term and what is said about it.
func (m *manualPage) item(term, text string) {
	fmt.Fprintf(&m.out, ".TP\n%s\n", term)
	m.line(text)
}

// flags lists also the flags that the help hides to fit a screen.
func (m *manualPage) flags() {
	m.section(m.words.Say("OPTIONS"))
	m.cmd.Flags().VisitAll(func(f *pflag.Flag) {
		value, usage := pflag.UnquoteUsage(f)
		term := `\fB` + escaped("--"+f.Name) + `\fR`
		if f.Shorthand != "" {
			term = `\fB` + escaped("-"+f.Shorthand) + `\fR, ` + term
		}
		if value != "" {
			term += ` \fI` + escaped(value) + `\fR`
		}
		if !slices.Contains([]string{"", "0", "0s", "false", "[]"}, f.DefValue) {
			usage += " (" + m.words.Say("default") + " " + f.DefValue + ")"
		}
		m.item(term, usage)
	})
}

func (m *manualPage) commands() {
	m.section(m.words.Say("COMMANDS"))
	for _, cmd := range m.cmd.Commands() {
		if cmd.IsAvailableCommand() {
			m.item(`\fB`+escaped("wxload-"+cmd.Name())+`\fR(1)`, cmd.Short)
		}
	}
}

// escaped is a text without a meaning for roff: hyphens are those that one can copy.
func escaped(text string) string {
	return strings.NewReplacer(`\`, `\e`, "-", `\-`, "^", `\(ha`, "~", `\(ti`, "`", `\(ga`, "'", `\(aq`).Replace(text)
}
