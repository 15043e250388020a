package reports

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// WriteAnnotations writes the problems that made something fail as commands to GitHub's
// runner, which shows them beside their lines: ::error file=request.js,line=12,…::text.
func WriteAnnotations(w io.Writer, problems []Problem) error {
	var b strings.Builder
	text := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	for _, p := range problems {
		if !p.Failed {
			continue
		}
		fmt.Fprintf(&b, "::error file=%s", property.Replace(p.Place.File))
		if p.Place.Line > 0 {
			fmt.Fprintf(&b, ",line=%d", p.Place.Line)
		}
		if p.Place.Column > 0 {
			fmt.Fprintf(&b, ",col=%d", p.Place.Column)
		}
		fmt.Fprintf(&b, ",title=%s::%s\n", property.Replace("wxload: "+p.Check), text.Replace(p.Text))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// qualityIssue is an issue of a GitLab code quality report.
type qualityIssue struct {
	Description string          `json:"description"`
	CheckName   string          `json:"check_name"`
	Fingerprint string          `json:"fingerprint"`
	Severity    string          `json:"severity"`
	Location    qualityLocation `json:"location"`
}

type qualityLocation struct {
	Path  string       `json:"path"`
	Lines qualityLines `json:"lines"`
}

type qualityLines struct {
	Begin int `json:"begin"`
}

// WriteCodeQuality writes problems as GitLab's code quality report. Those that made nothing
// fail have the severity info.
func WriteCodeQuality(w io.Writer, problems []Problem) error {
	issues := []qualityIssue{}
	severities := map[string]string{"high": "critical", "medium": "major", "low": "minor"}
	for _, p := range problems {
		sum := sha256.Sum256([]byte(p.ID))
		issue := qualityIssue{Description: strings.Join(strings.Fields(p.Text), " "), CheckName: "wxload: " + p.Check, Fingerprint: hex.EncodeToString(sum[:16]), Severity: "info",
			Location: qualityLocation{p.Place.File, qualityLines{max(p.Place.Line, 1)}}}
		if p.Failed {
			issue.Severity = severities[p.Severity]
		}
		issues = append(issues, issue)
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(issues)
}
