package sim

import (
	"strings"
	"testing"
)

func TestAnErrorNamesItsPlaceInTheWholeFileInWordsOfJSON(t *testing.T) {
	for file, want := range map[string]string{
		"{\n \"schema\": \"x\",\n \"script\": {\n  \"slots\": \"ten\"\n}}": `line 4, column 17: slots: expected a whole number, got a text`,
		"{\n \"actions\": [\n":           "line 2, column 14: the file ends in the middle of its JSON",
		`[1]`:                            "line 1, column 2: expected an object, got a list",
		`null`:                           "the script is null: expected an object",
		`{"schema": "wxload.record/v1"}`: "there is no script in it",
		`{"script": null}`:               "the script is null",
		`{"actions": 5}`:                 "actions: expected a list, got a number",
		`{"serverAt": "half"}`:           "serverAt: expected a number, got a text",
		`{"slots": true}`:                "slots: expected a whole number, got true or false",
		`{"newLoginInvalidatesOld": 1}`:  "expected true or false, got a number",
		`{"actions": [{"do": "pageLoad", "requests": [{"name": 5}]}]}`: "the script: actions.requests.name: expected a text, got a number",
		`{"initial": 1}`: "initial: expected an object, got a number",
	} {
		if _, err := Parse([]byte(file)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", file, err, want)
		}
	}
}
