package reports

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"

	"github.com/wxload/wxload/reports/lang"
)

// absent stands for an unknown value in outputs for people.
const absent = "-"

// formatCount writes an integer with commas between thousands.
func formatCount(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}

// formatMS writes milliseconds in 3 digits: 1.23 ms, 12.3 ms, 123 ms, 1.20 s.
func formatMS(ms float64) string {
	if ms >= 999.5 {
		return threeDigits(ms/1000) + " s"
	}
	return threeDigits(ms) + " ms"
}

func threeDigits(v float64) string {
	switch {
	case v < 9.995:
		return strconv.FormatFloat(v, 'f', 2, 64)
	case v < 99.95:
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return strconv.FormatFloat(v, 'f', 0, 64)
}

// formatShare writes a part of a whole in percent: 79 %, 0.3 %. What is not all is
// never written as 100 %, nor what is not nothing as 0 %.
func formatShare(part, whole int64) string {
	if whole <= 0 {
		return absent
	}
	percent := 100 * float64(part) / float64(whole)
	switch {
	case part > 0 && percent < 0.1:
		return "under 0.1 %"
	case percent < 9.95:
		return strconv.FormatFloat(percent, 'f', 1, 64) + " %"
	case part < whole:
		return strconv.FormatFloat(min(percent, 99), 'f', 0, 64) + " %"
	}
	return "100 %"
}

// formatRate writes a number of events a second.
func formatRate(v float64) string {
	if v >= 999.5 {
		return formatCount(int64(math.Round(v)))
	}
	return threeDigits(v)
}

// formatBytes writes a size in binary units of three digits at most.
func formatBytes(n int64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.1f GiB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.0f MiB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%.0f KiB", float64(n)/(1<<10))
}

// formatValue writes a threshold's value in the unit of its metric.
func formatValue(t ThresholdResult) string {
	if t.Value == nil {
		return absent
	}
	parsed, err := ParseThreshold(t.Expr)
	if err != nil { // a report of a later version, read from a file
		return strconv.FormatFloat(*t.Value, 'g', -1, 64)
	}
	switch parsed.metric.unit {
	case unitDuration:
		return formatMS(*t.Value)
	case unitRate:
		return strconv.FormatFloat(*t.Value*100, 'f', 2, 64) + " %"
	case unitPerSecond:
		return formatRate(*t.Value)
	default:
		return formatCount(int64(*t.Value))
	}
}

// nonZero joins those counts that are not zero: "4,990 ok, 10 rejected".
func nonZero(counts ...count) string {
	var parts []string
	for _, c := range counts {
		if c.n != 0 {
			parts = append(parts, formatCount(c.n)+" "+c.name)
		}
	}
	return strings.Join(parts, ", ")
}

// plural writes a count with its noun.
func plural(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return formatCount(n) + " " + noun + "s"
}

// printable replaces what a terminal or an XML parser would take for a
// command: control characters, line ends and invalid UTF-8.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) && r != '\uFFFD' {
			return r
		}
		return ' '
	}, s)
}

// defectName is a defect's class with its kind.
func defectName(d Defect) string {
	if d.Kind == "" {
		return d.Class
	}
	return d.Class + " (" + d.Kind + ")"
}

// timeline writes an example one line an event. Of more than limit events only
// the last are written, since the defect is at the end.
func timeline(e *Example, limit int, words *lang.Words) []string {
	if e == nil {
		return nil
	}
	lines := []string{words.Say(fmt.Sprintf("client %d", e.Client))}
	events := e.Events
	if skipped := len(events) - limit; skipped > 0 {
		lines = append(lines, "... "+words.Say(plural(int64(skipped), "event")+" before these, in the JSON report"))
		events = events[skipped:]
	}
	for _, ev := range events {
		line := fmt.Sprintf("%10.1f ms  %-12s %s", ev.AtMS, printable(ev.Kind), words.Text(printable(ev.Text)))
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return lines
}
