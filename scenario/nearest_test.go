package scenario

import "testing"

func TestNearest(t *testing.T) {
	known := []string{"page", "requests", "detach", "think", "hide", "choose", "poll_delay", "whitelist"}
	for word, want := range map[string]string{
		"thinktime": "think", "thnik": "think", "Think": "think", "request": "requests", "choise": "choose",
		"pollDelay": "poll_delay", "poll-delay": "poll_delay", "white_list": "whitelist", "pages": "page", "hid": "hide",
		"banana": "", "": "", "x": "", "wait": "",
	} {
		if got := nearest(word, known); got != want {
			t.Errorf("nearest to %q is %q, want %q", word, got, want)
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
