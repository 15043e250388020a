package suggest

import (
	"strings"
	"testing"
)

func TestTheNearestWordIsTheOneThatWasMeant(t *testing.T) {
	known := []string{"page", "requests", "detach", "think", "hide", "choose", "poll_delay", "whitelist"}
	for word, want := range map[string]string{
		"thinktime": "think", "thnik": "think", "Think": "think", "request": "requests", "choise": "choose",
		"pollDelay": "poll_delay", "poll-delay": "poll_delay", "white_list": "whitelist", "pages": "page", "hid": "hide",
		"det": "detach", "de": "", "requets": "requests", strings.Repeat("page", 30): "",
		"banana": "", "": "", "x": "", "wait": "",
	} {
		if got := Nearest(word, known); got != want {
			t.Errorf("nearest to %q is %q, want %q", word, got, want)
		}
	}
}

func TestWordsAreTheSameInAnySpelling(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{{"pollDelay", "poll_delay", true}, {"stale-401", "stale_401", true}, {"think", "thinks", false}} {
		if got := Same(tt.a, tt.b); got != tt.want {
			t.Errorf("Same(%q, %q) = %v", tt.a, tt.b, got)
		}
	}
}

func TestAHintNamesTheNearestWordOrAllOfThem(t *testing.T) {
	for _, tt := range []struct {
		word  string
		known []string
		want  string
	}{
		{"jsno", []string{"text", "json"}, `; did you mean "json"?`},
		{"yaml", []string{"text", "json"}, "; expected one of text, json"},
		{"json", nil, ""},
	} {
		if got := Hint(tt.word, tt.known); got != tt.want {
			t.Errorf("Hint(%q, %q) = %q, want %q", tt.word, tt.known, got, tt.want)
		}
	}
}

func TestEditDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"a", "", 1}, {"", "ab", 2}, {"flow", "flow", 0}, {"flwo", "flow", 1}, {"kitten", "sitting", 3}, {"ca", "abc", 3},
	} {
		if got := editDistance(tt.a, tt.b); got != tt.want {
			t.Errorf("distance of %q and %q is %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}
