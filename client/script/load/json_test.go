package load

import (
	"encoding/json"
	"reflect"
	"testing"
)

func TestSettingsMayHaveComments(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"\ufeff{\"a\": 1}", `{"a": 1}`},
		{"{\"a\": \"//x\", // y\n \"b\": \"/*\", /* \"z\" */}", `{"a": "//x", "b": "/*"}`},
		{"[1, 2, // last\n]", `[1, 2]`},
		{`{"a\\": "\"," , }`, `{"a\\": "\","}`},
	} {
		got, err := parseJSON("x.json", c.text)
		if err != nil {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		var value, want any
		if json.Unmarshal([]byte(got.Raw), &value) != nil || json.Unmarshal([]byte(c.want), &want) != nil || !reflect.DeepEqual(value, want) {
			t.Errorf("%q became %s", c.text, got.Raw)
		}
	}
	for _, text := range []string{"", "{", "/*", `{"a": "`, "// only", "[,]x"} {
		if v, err := parseJSON("x.json", text); err == nil {
			t.Errorf("%q is %s", text, v.Raw)
		}
	}
}

// What is JSON already means the same.
func FuzzJSONStaysWhatItIs(f *testing.F) {
	f.Add(`{"a": [1, "x, ]", {"b//": "/* */"}], "c": "\\\""}`)
	f.Add("/*")
	f.Add(`"\`)
	f.Fuzz(func(t *testing.T, text string) {
		got := plain([]byte(text))
		var before, after any
		if json.Unmarshal([]byte(text), &before) != nil {
			return
		}
		if err := json.Unmarshal(got, &after); err != nil || !reflect.DeepEqual(before, after) {
			t.Errorf("%q became %q", text, got)
		}
	})
}
