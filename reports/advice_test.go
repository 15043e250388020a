package reports

import (
	"slices"
	"strings"
	"testing"
)

func TestAdviceIsForAClassAndForKindsOfIt(t *testing.T) {
	for _, c := range []struct{ class, kind, begins string }{
		{"duplicate-login", "stale-401", "compare the rejected token"},
		{"duplicate-login", "needless", "log in only where"},
		{"duplicate-login", "concurrent", "let one login run at a time"},
		{"duplicate-login", "of a later version", "let one login run at a time"},
		{"hung-request", "login-failed", "open the lock after a failed login"},
		{"hung-request", "", "bound every wait"},
		{"wrong-domain", "", "take the domain from envVersion"},
	} {
		if got := Advice(c.class, c.kind); !strings.HasPrefix(got, c.begins) {
			t.Errorf("%s %s: %q, want %q…", c.class, c.kind, got, c.begins)
		}
	}
	if got := Advice("of-a-later-version", ""); got != "" {
		t.Errorf("an unknown class: %q", got)
	}
}

// An advice that no class asks for has a class or a kind that is misspelt.
func TestEveryAdviceIsForAClass(t *testing.T) {
	for key := range advices() {
		if class, _, _ := strings.Cut(key, " "); !slices.Contains(classIDs(), class) {
			t.Errorf("%q: no such class", key)
		}
	}
}
