package answer

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http/httptest"
	"slices"
	"testing"
)

func TestAnObjectInPiecesIsTheOneOfEncodingJSON(t *testing.T) {
	type value struct {
		N int `json:"n"`
	}
	for _, members := range []map[string]value{
		{}, {"a": {1}}, {"b": {2}, "a": {1}, "": {3}}, {`<b>"\u2028`: {1}, "微": {2}, "\x7f\t": {3}, "&": {4}},
	} {
		w := httptest.NewRecorder()
		o := NewObject(w, Patience)
		o.Text([]byte(`{"one":{`))
		for _, key := range slices.Sorted(maps.Keys(members)) {
			o.Member(key, fmt.Appendf(nil, `{"n":%d}`, members[key].N))
			if err := o.Send(); err != nil {
				t.Fatal(err)
			}
		}
		o.Text([]byte(`},"two":{`))
		o.Member("x", []byte("1"))
		o.Text([]byte("}}"))
		if err := o.Send(); err != nil {
			t.Fatal(err)
		}
		want, err := json.Marshal(map[string]any{"one": members, "two": map[string]int{"x": 1}})
		if err != nil {
			t.Fatal(err)
		}
		if got := w.Body.String(); got != string(want) {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func FuzzAStringIsThatOfEncodingJSON(f *testing.F) {
	for _, text := range []string{"", "plain ~", "\x00\x1f\x7f", "\u2028<&>\\\"", "微信", "\xff"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		want, err := json.Marshal(text)
		if got := AppendString(nil, text); err != nil || string(got) != string(want) {
			t.Errorf("got %s, want %s", got, want)
		}
	})
}
