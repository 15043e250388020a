package main

import (
	"encoding/json"
	"testing"

	"github.com/wxload/wxload/client/wrapper"
)

const cases = "../../scenario/sim/testdata/cases"

func TestSimJSONHasWhatOthersRelyOn(t *testing.T) {
	got := run(t, cases, "", "sim", "12-expired-5-late-401.json", "--wrapper", "template", "--format", "json")
	if got.code != exitPassed || got.stderr != "" {
		t.Fatalf("exit code %d: %s", got.code, got.stderr)
	}
	var result struct {
		Wrapper, Script string
		Summary         map[string]any
		Requests, Trace []map[string]any
		Duplicates      map[string]int
		Defects         []map[string]any
	}
	if err := json.Unmarshal([]byte(got.stdout), &result); err != nil {
		t.Fatal(err)
	}
	if result.Wrapper != "template" || result.Script != "12-expired-5-late-401" {
		t.Errorf("wrapper %q, script %q", result.Wrapper, result.Script)
	}
	if result.Summary["duplicateLogins"] != 3.0 || len(result.Requests) != 5 || len(result.Trace) == 0 {
		t.Errorf("summary %v, %d requests, %d events", result.Summary, len(result.Requests), len(result.Trace))
	}
	if d := result.Duplicates; d["total"] != 3 || d["stale_401"] != 3 || d["concurrent"] != 0 || d["needless"] != 0 || len(d) != 4 {
		t.Errorf("duplicates %v", d)
	}
	for _, key := range []string{"class", "kind", "count"} {
		if len(result.Defects) == 0 || result.Defects[0][key] == nil {
			t.Errorf("defects without a %s: %v", key, result.Defects)
		}
	}
}

func TestSimGivesTheSameBytesEachTime(t *testing.T) {
	for _, format := range []string{"text", "json"} {
		for _, info := range wrapper.All() {
			args := []string{"sim", "16-expire-mid-flight.json", "--wrapper", info.ID, "--format", format}
			if first, second := run(t, cases, "", args...), run(t, cases, "", args...); first != second || first.code != 0 {
				t.Errorf("%v: %+v and then %+v", args, first, second)
			}
		}
	}
}

func TestSimReadsNoMoreThanAScriptMayHold(t *testing.T) {
	got := run(t, t.TempDir(), string(make([]byte, 3*maxFile)), "sim", "-", "--wrapper", "reference")
	if got.code != exitUsage {
		t.Errorf("exit code %d: %s", got.code, got.stderr)
	}
}
