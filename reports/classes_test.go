package reports

import (
	"slices"
	"strings"
	"testing"
)

func TestEveryClassHasASeverityAndASentence(t *testing.T) {
	for _, c := range Classes() {
		if !slices.Contains([]string{"high", "medium", "low"}, c.Severity) {
			t.Errorf("%s: severity %q", c.ID, c.Severity)
		}
		if !strings.HasSuffix(c.Sentence, ".") || strings.Contains(c.Sentence, ". ") {
			t.Errorf("%s: not one sentence: %q", c.ID, c.Sentence)
		}
		if got, ok := Class(c.ID); !ok || got.Sentence != c.Sentence {
			t.Errorf("Class(%q) = %+v, %t", c.ID, got, ok)
		}
	}
}

func TestClassDoesNotKnowOtherIDs(t *testing.T) {
	for _, id := range []string{"", "duplicate_login", "Duplicate-Login"} {
		if got, ok := Class(id); ok {
			t.Errorf("Class(%q) = %+v", id, got)
		}
	}
}

func TestCallersMayChangeTheirCopyOfTheClasses(t *testing.T) {
	Classes()[0].ID = "changed"
	if got := Classes()[0].ID; got != "duplicate-login" {
		t.Errorf("the next caller sees %q", got)
	}
}
