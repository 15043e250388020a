package script_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/wxload/wxload/client/script"
	"github.com/wxload/wxload/client/script/load"
)

// TestLibrariesDoInTheEngineWhatTheyDoInNode runs wrappers around request libraries
// of npm, in Node and here, in the same situations, and compares what they count:
// logins, sends, what became of the pages' calls.
func TestLibrariesDoInTheEngineWhatTheyDoInNode(t *testing.T) {
	const node = "conformance/node/"
	if _, err := os.Stat(node + "node_modules"); err != nil {
		t.Skip("run npm ci in " + node + " first, or make conformance")
	}
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("needs Node")
	}
	data, err := os.ReadFile(node + "situations.json")
	if err != nil {
		t.Fatal(err)
	}
	var situations []nodeSituation
	if err := json.Unmarshal(data, &situations); err != nil {
		t.Fatal(err)
	}
	wrappers, err := filepath.Glob(node + "wrappers/*.js")
	if err != nil || len(wrappers) != 8 {
		t.Fatalf("%d wrappers: %v", len(wrappers), err)
	}
	for _, file := range wrappers {
		name := strings.TrimSuffix(filepath.Base(file), ".js")
		if name == "common" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			want := inNode(t, node, bundle(t, file))
			project, err := load.New(os.DirFS(node), strings.TrimPrefix(filepath.ToSlash(file), node), load.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			s, err := script.New(project, script.Options{Uni: project.Mentions("uni"), Settings: conformanceSettings()})
			if err != nil {
				t.Fatal(err)
			}
			for i, x := range situations {
				got := x.run(s.Info())
				t.Logf("%s: %+v", x.Name, got)
				if !reflect.DeepEqual(got, want[i]) {
					t.Errorf("%s:\n got  %+v\nNode %+v", x.Name, got, want[i])
				}
			}
		})
	}
}

// bundle makes one file of a wrapper and its library, for Node.
func bundle(t *testing.T, file string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "bundle.js")
	result := api.Build(api.BuildOptions{EntryPoints: []string{file}, Bundle: true, Format: api.FormatCommonJS, Outfile: out, Write: true,
		MainFields: []string{"module", "main"}, Define: map[string]string{"process.env.NODE_ENV": `"production"`}})
	for _, m := range result.Errors {
		t.Fatal(m.Text)
	}
	return out
}

func inNode(t *testing.T, node, bundle string) []counts {
	t.Helper()
	out, err := exec.Command("node", node+"world.mjs", bundle, node+"situations.json").Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		t.Fatalf("%s", exit.Stderr)
	} else if err != nil {
		t.Fatal(err)
	}
	var all []counts
	if err := json.NewDecoder(bytes.NewReader(out)).Decode(&all); err != nil {
		t.Fatal(err)
	}
	return all
}
