package wrapper_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/sim"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestPublishedHoles runs each hole that the documents' wrappers are known for. A
// file of testdata/holes says in its head what goes wrong, and holds the script and
// what the wrappers with that hole did, beside reference, which has none of them.
func TestPublishedHoles(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "holes", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	seen := map[string]bool{}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) { holes(t, file, seen) })
	}
	for _, info := range wrapper.All() {
		if info.Holes != "" && !seen[info.ID] {
			t.Errorf("no file of testdata/holes shows what %s gets wrong: %s", info.ID, info.Holes)
		}
	}
}

// holes runs the script of a file and adds its wrappers to those seen.
func holes(t *testing.T, file string, seen map[string]bool) {
	a, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	script, err := sim.Parse(a.Files[0].Data)
	if err != nil {
		t.Fatal(err)
	}
	for i := range a.Files[1:] {
		f := &a.Files[i+1]
		info, ok := wrapper.Find(f.Name)
		if !ok {
			t.Fatalf("no wrapper %q", f.Name)
		}
		seen[info.ID] = true
		got := shown(sim.Run(script, info))
		if *update {
			f.Data = got
		} else if !bytes.Equal(got, f.Data) {
			t.Errorf("%s: got\n%s\nwant\n%s", f.Name, got, f.Data)
		}
	}
	if *update {
		if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// shown is a run as a golden file has it: the first steps of the client, how the
// requests ended, and the defects.
func shown(r *sim.Result) []byte {
	const first = 24
	var b bytes.Buffer
	n := 0
	for _, e := range r.Trace {
		if strings.HasSuffix(e.Kind, ".server") {
			continue
		}
		if n++; n <= first {
			fmt.Fprintf(&b, "%5d %s\n", e.T, step(&e))
		}
	}
	if n > first {
		fmt.Fprintf(&b, "      and %d steps more\n", n-first)
	}
	for _, q := range r.Requests {
		fmt.Fprintf(&b, "request %s: %s, sends: %d\n", q.Name, q.Outcome, q.Sends)
	}
	for _, d := range r.Defects {
		fmt.Fprintln(&b, strings.TrimSpace("defect "+d.Class+" "+d.Kind)+":", d.Count)
	}
	return b.Bytes()
}

func step(e *sim.Event) string {
	words := []string{e.Kind, e.Name, e.Code}
	switch {
	case e.Token == nil || strings.HasPrefix(e.Kind, "login."):
	case *e.Token == "":
		words = append(words, "without a token")
	default:
		words = append(words, "with "+*e.Token)
	}
	if e.Status != 0 {
		words = append(words, fmt.Sprint("HTTP ", e.Status))
	}
	if e.Auth != "" {
		words = append(words, "authentication failure")
	}
	words = append(words, e.Issued, e.ErrMsg, e.Outcome, e.Reason, e.Key)
	if e.Kind == "storage.set" {
		words = append(words, "= "+e.Value)
	}
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ")
}
