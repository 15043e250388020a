package wx

import (
	"slices"
	"strings"
	"testing"
)

func TestEveryKindHasANameOfItsOwn(t *testing.T) {
	seen := map[string]Kind{}
	for k := Kind(1); k < kinds; k++ {
		text, err := k.MarshalText()
		if err != nil || len(text) == 0 {
			t.Fatalf("kind %d has the name %q, %v", k, text, err)
		}
		if other, known := seen[string(text)]; known {
			t.Errorf("kinds %d and %d are both called %q", other, k, text)
		}
		seen[string(text)] = k
		var again Kind
		if err := again.UnmarshalText(text); err != nil || again != k {
			t.Errorf("%q is read as kind %d, %v; want %d", text, again, err, k)
		}
	}
	for _, none := range []Kind{0, kinds, 255} {
		if got := none.String(); got != "unknown" {
			t.Errorf("kind %d is called %q", none, got)
		}
	}
	for _, text := range []string{"", "unknown", "wx.logout"} {
		if k := Kind(0); k.UnmarshalText([]byte(text)) == nil {
			t.Errorf("%q is read as kind %d", text, k)
		}
	}
}

// The names tell whose event it is: those of the platform's calls that answer
// later begin with its own, or are steps of a request.
func TestTheKindsOfThePlatformAreThoseThatItAnswersLater(t *testing.T) {
	for k := Kind(1); k < kinds; k++ {
		name := k.String()
		want := strings.HasPrefix(name, "wx.") || slices.Contains([]string{"send", "answer", "fail", "drop"}, name)
		if got := k.Platform(); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}
