package script_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/wxload/wxload/client/script"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/sim"
)

// recorded is a case of the simulator: a script, and what each wrapper did.
type recorded struct {
	Script   json.RawMessage `json:"script"`
	Expected map[string]struct {
		Summary  map[string]any   `json:"summary"`
		Requests []map[string]any `json:"requests"`
		Trace    []map[string]any `json:"trace"`
	} `json:"expected"`
}

// TestJavaScriptDoesWhatTheGoPortsDo runs testdata/wrappers, which are the
// documents' wrappers in JavaScript of our own, through the recorded cases.
func TestJavaScriptDoesWhatTheGoPortsDo(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join("..", "..", "scenario", "sim", "testdata", "cases", "*.json"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	infos := map[string]wrapper.Info{}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var c recorded
		if err := json.Unmarshal(data, &c); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		s, err := sim.Parse(c.Script)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		for id, want := range c.Expected {
			t.Run(filepath.Base(path)+"/"+id, func(t *testing.T) {
				if _, made := infos[id]; !made {
					infos[id] = inJavaScript(t, id)
				}
				got := plain(t, sim.Run(s, infos[id]))
				if d := difference(got, want.Trace); d != "" {
					t.Fatal(d)
				}
				for key := range want.Summary {
					if g := got["summary"].(map[string]any)[key]; !reflect.DeepEqual(g, want.Summary[key]) {
						t.Errorf("summary: %s: got %v, want %v", key, g, want.Summary[key])
					}
				}
				for i, r := range want.Requests {
					for key := range r {
						if g := got["requests"].([]any)[i].(map[string]any)[key]; !reflect.DeepEqual(g, r[key]) {
							t.Errorf("request %v: %s: got %v, want %v", r["name"], key, g, r[key])
						}
					}
				}
			})
		}
	}
}

// inJavaScript is a wrapper in JavaScript, for the backend of its Go port.
func inJavaScript(t testing.TB, id string) wrapper.Info {
	t.Helper()
	port, ok := wrapper.Find(id)
	if !ok {
		t.Fatalf("no wrapper %q", id)
	}
	s := newScript(t, script.Options{ID: id, Shape: port.Shape, Settings: port.Defaults}, wrapperFiles(t, id+".js")...)
	return s.Info()
}

func plain(t *testing.T, r *sim.Result) map[string]any {
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

// difference names the first event that differs, by the fields that tell events
// apart.
func difference(r map[string]any, want []map[string]any) string {
	got := r["trace"].([]any)
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got):
			return fmt.Sprintf("event %d: missing %v", i, want[i])
		case i >= len(want):
			return fmt.Sprintf("event %d: unexpected %v", i, got[i])
		}
		g := got[i].(map[string]any)
		for _, key := range []string{"t", "kind", "name", "ordinal", "token", "status", "attempt", "code", "issued", "auth", "outcome", "key"} {
			if g[key] == "checkSession" && key == "name" {
				g[key] = "checkSerSession" // as the port calls what it sends to that path
			}
			if !reflect.DeepEqual(g[key], want[i][key]) {
				return fmt.Sprintf("event %d: %s: got %v, want %v\n got %v\nwant %v", i, key, g[key], want[i][key], g, want[i])
			}
		}
	}
	return ""
}
