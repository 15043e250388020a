package wire

import (
	"strings"
	"testing"
)

func TestHeaderTextIsChecked(t *testing.T) {
	for text, want := range map[string][2]bool{ // as a name, as a value
		"X-Token":   {true, true},
		"":          {false, true},
		"a b":       {false, true},
		"a:":        {false, true},
		"中":         {false, true},
		"a\r\nb: c": {false, false},
		"a\x00":     {false, false},
	} {
		if got := [2]bool{isToken(text), isValue(text)}; got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
	if isToken(strings.Repeat("é", 3)) {
		t.Error("bytes beyond ASCII are taken for a token")
	}
}
