package reports

import (
	"fmt"
	"io"

	"github.com/wxload/wxload/reports/suggest"
)

// Formats returns the formats that [Write] knows.
func Formats() []string { return []string{"console", "json", "junit", "markdown", "html"} }

// Write writes a completed report. An unknown format is an error that names
// the nearest one; nothing is written then.
func Write(w io.Writer, format string, r *Report) error {
	switch format {
	case "console":
		return WriteConsole(w, r, false)
	case "json":
		return writeJSON(w, r)
	case "junit":
		return writeJUnit(w, r)
	case "markdown":
		return writeMarkdown(w, r)
	case "html":
		return writeHTML(w, r)
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
