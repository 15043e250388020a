package inspect

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wxload/wxload/client/script"
	"github.com/wxload/wxload/client/script/load"
)

// update rewrites the golden files: go test ./client/script/inspect -update
var update = flag.Bool("update", false, "rewrite the golden files")

// kinds are small mini programs of the usual kinds, and a module.
func kinds() []string {
	return []string{"positional", "refresh", "sdk", "patched", "waiting", "tap", "renewing", "numbered", "switched", "tabs", "session", "agreed", "renewed", "module/request.js"}
}

// inspected is what is found in one of them.
func inspected(t *testing.T, name string) *Found {
	t.Helper()
	files := os.DirFS("testdata")
	project, err := load.New(files, name, load.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	found, err := Inspect(Options{FS: files, Project: project, Script: script.Options{ID: name}})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestTheUsualKindsAreUnderstood(t *testing.T) {
	for _, name := range kinds() {
		var text bytes.Buffer
		found := inspected(t, name)
		if err := found.WriteText(&text, name, nil); err != nil {
			t.Fatal(err)
		}
		answers, err := json.MarshalIndent(found.Answers, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		text.Write(append(answers, '\n'))
		for _, v := range found.Stored {
			fmt.Fprintf(&text, "stored %s: %s\n", v.Key, v.Value)
		}
		golden := filepath.Join("testdata", strings.ReplaceAll(strings.TrimSuffix(name, ".js"), "/", "-")+".golden")
		if *update {
			if err := os.WriteFile(golden, text.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if text.String() != string(want) {
			t.Errorf("%s differs from %s:\n%s", name, golden, text.String())
		}
	}
}
