package sim

import (
	"strings"
	"testing"
)

func TestAnErrorNamesItsPlaceInTheWholeFileInWordsOfJSON(t *testing.T) {
	for file, want := range map[string]string{
		"{\n \"schema\": \"x\",\n \"script\": {\n  \"slots\": \"ten\"\n}}": `line 4, column 17: slots: expected a whole number, got string`,
		"{\n \"actions\": [\n":           "line 2, column 14: the file ends in the middle of its JSON",
		`[1]`:                            "line 1, column 2: expected an object, got array",
		`null`:                           "the script is null: expected an object",
		`{"schema": "wxload.record/v1"}`: "there is no script in it",
		`{"script": null}`:               "the script is null",
		`{"actions": 5}`:                 "actions: expected a list, got number",
		`{"serverAt": "half"}`:           "serverAt: expected a number, got string",
		`{"slots": true}`:                "slots: expected a whole number, got bool",
		`{"newLoginInvalidatesOld": 1}`:  "expected true or false, got number",
		`{"actions": [{"do": "pageLoad", "requests": [{"name": 5}]}]}`: "the script: actions.requests.name: expected a text, got number",
		`{"initial": 1}`: "initial: expected an object, got number",
	} {
		if _, err := Parse([]byte(file)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", file, err, want)
		}
	}
}
