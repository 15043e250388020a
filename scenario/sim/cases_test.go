package sim

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/wxload/wxload/client/wrapper"
)

// casesDir holds what the documents' published JavaScript did in timed scripts,
// recorded event by event under Node 20. The flag serves larger collections.
var casesDir = flag.String("cases", filepath.Join("testdata", "cases"), "directory of recorded cases")

// recorded is a case: a script, and what each wrapper did.
type recorded struct {
	Script   json.RawMessage `json:"script"`
	Expected map[string]struct {
		Summary  map[string]any   `json:"summary"`
		Requests []map[string]any `json:"requests"`
		Trace    []map[string]any `json:"trace"`
	} `json:"expected"`
}

func readCases(t *testing.T) map[string]recorded {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(*casesDir, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in %s: %v", *casesDir, err)
	}
	cases := map[string]recorded{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var c recorded
		if err := json.Unmarshal(data, &c); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		cases[filepath.Base(file)] = c
	}
	return cases
}

func TestWrappersDoWhatTheDocumentsDid(t *testing.T) {
	for name, c := range readCases(t) {
		script, err := Parse(c.Script)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for id, want := range c.Expected {
			t.Run(name+"/"+id, func(t *testing.T) {
				info, ok := wrapper.Find(id)
				if !ok {
					t.Fatalf("no wrapper %q", id)
				}
				got := plain(t, Run(script, info))
				if d := traceDifference(got["trace"].([]any), want.Trace); d != "" {
					t.Fatal(d)
				}
				if d := mapDifference(got["summary"].(map[string]any), want.Summary); d != "" {
					t.Errorf("summary: %s", d)
				}
				for i, r := range want.Requests {
					if d := mapDifference(got["requests"].([]any)[i].(map[string]any), r); d != "" {
						t.Errorf("request %v: %s", r["name"], d)
					}
				}
			})
		}
	}
}

// plain is a result as those see it who read its JSON.
func plain(t *testing.T, r *Result) map[string]any {
	t.Helper()
	data, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(data, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// traceDifference names the first event that differs, by the fields that tell
// events apart.
func traceDifference(got []any, want []map[string]any) string {
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got):
			return fmt.Sprintf("event %d: missing %v", i, want[i])
		case i >= len(want):
			return fmt.Sprintf("event %d: unexpected %v", i, got[i])
		}
		g := got[i].(map[string]any)
		for _, key := range []string{"t", "kind", "name", "ordinal", "token", "status", "attempt", "code", "issued", "auth", "outcome", "key"} {
			if !reflect.DeepEqual(g[key], want[i][key]) {
				return fmt.Sprintf("event %d: %s: got %v, want %v\n got %v\nwant %v", i, key, g[key], want[i][key], g, want[i])
			}
		}
	}
	return ""
}

func mapDifference(got, want map[string]any) string {
	for key := range want {
		if !reflect.DeepEqual(got[key], want[key]) {
			return fmt.Sprintf("%s: got %v, want %v", key, got[key], want[key])
		}
	}
	return ""
}
