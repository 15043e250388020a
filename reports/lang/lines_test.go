package lang

import "testing"

func TestColumnsStayWhereTheyAre(t *testing.T) {
	w := wordsOf(t, map[string]string{"Duplicate logins": "重复登录", "none of it": "全无", "%d of %d passed": "%[2]d 条中 %[1]d 条成立", "left": "剩"})
	for _, c := range []struct{ english, want string }{
		{"Duplicate logins  none of it\n", "重复登录          全无\n"},
		{"    none of it\n\n  x  none of it", "    全无\n\n  x  全无"},
		{"none of it  left  here", "全无        left  here"},
		{"Thresholds        4 of 5 passed", "Thresholds        5 条中 4 条成立"},
		{"  - none of it\n  2. none of it", "  - 全无\n  2. 全无"},
		{"", ""},
	} {
		if got := w.Lines(c.english); got != c.want {
			t.Errorf("Lines(%q) = %q, want %q", c.english, got, c.want)
		}
	}
}

// wordsOf are the words of a catalogue.
func wordsOf(t *testing.T, entries map[string]string) *Words {
	t.Helper()
	w := newWords()
	for id, text := range entries {
		if err := w.add(entry{id: id, text: text}); err != nil {
			t.Fatal(err)
		}
	}
	w.complete()
	return w
}
