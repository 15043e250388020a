package reports

import (
	"fmt"
	"io"

	"github.com/wxload/wxload/reports/lang"
	"github.com/wxload/wxload/reports/suggest"
)

// Formats returns the formats that [Write] knows.
func Formats() []string { return []string{"console", "json", "junit", "markdown", "html"} }

// Write writes a completed report, for people in their language. An unknown format is an error that names
// the nearest one; nothing is written then.
func Write(w io.Writer, format string, r *Report, words *lang.Words) error {
	switch format {
	case "console":
		return WriteConsole(w, r, words, false)
	case "json":
		return writeJSON(w, r)
	case "junit":
		return writeJUnit(w, r)
	case "markdown":
		return writeMarkdown(w, r, words)
	case "html":
		return writeHTML(w, r, words)
	}
	return CheckFormat(format)
}

// CheckFormat returns the error that [Write] would return for an unknown
// format, so that a command can refuse it before any work starts.
func CheckFormat(format string) error {
	for _, known := range Formats() {
		if format == known {
			return nil
		}
	}
	return fmt.Errorf("unknown report format %q%s", format, suggest.Hint(format, Formats()))
}
