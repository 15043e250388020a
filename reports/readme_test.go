package reports

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestTheREADMEListsEveryMetric(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "<!-- metrics -->\n")
	table, _, _ = strings.Cut(table, "\n\n")
	var listed []string
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z_]+)`").FindAllStringSubmatch(table, -1) {
		listed = append(listed, row[1])
	}
	if !slices.Equal(listed, metricNames()) {
		t.Errorf("README.md has the metrics %q, there are %q", listed, metricNames())
	}
}
