package reports

import (
	"slices"
	"strings"
	"testing"
)

func TestClassesAreThoseThatAreJudged(t *testing.T) {
	want := []string{"duplicate-login", "login-rate", "code-reused", "code-expired", "login-loop", "auth-loop", "hung-request",
		"tokenless-send", "auth-failure-delivered", "auth-failure-ignored", "error-swallowed", "session-trusted",
		"fresh-token-deleted", "replayed-write", "login-starved", "wait-after-login", "wrong-domain", "session-key-displaced",
		"session-key-leaked", "error-taken-for-login", "identity-mixed"}
	if got := classIDs(); !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

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
	Classes()[0].Kinds[0] = "changed"
	if got := Classes()[0].Kinds[0]; got != "concurrent" {
		t.Errorf("the next caller sees %q", got)
	}
}
