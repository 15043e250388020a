package reference_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/wxload/wxload/client/script"
	"github.com/wxload/wxload/client/script/load"
	"github.com/wxload/wxload/client/script/reference"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/explore"
	"github.com/wxload/wxload/scenario/explore/situation"
)

func TestItIsShort(t *testing.T) {
	for _, name := range []string{"reference.js", "reference.ts"} {
		text, err := reference.Files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if lines := bytes.Count(text, []byte("\n")); lines > 200 {
			t.Errorf("%s has %d lines", name, lines)
		}
	}
}

// own is one of the files as a user's wrapper.
func own(t *testing.T, name string) wrapper.Info {
	t.Helper()
	project, err := load.New(reference.Files, name, load.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if w := project.Warnings(); len(w) > 0 {
		t.Errorf("%s: %v", name, w)
	}
	port, _ := wrapper.Find("flyjs")
	s, err := script.New(project, script.Options{Shape: port.Shape, Settings: port.Defaults})
	if err != nil {
		t.Fatal(err)
	}
	return s.Info()
}

// Every situation is searched completely with one request, and with two where that is
// quick. The files for the frameworks and TypeScript are one program with reference.js.
func TestNoOrderBreaksIt(t *testing.T) {
	requests := map[string]int{"cold-start": 2, "late-401": 2, "failed-login": 2, "dead-tokens": 2, "silent-login": 2, "refused-login": 2, "lost-write": 2}
	for _, name := range []string{"reference.js", "reference.ts", "taro.ts", "uni.js"} {
		info := own(t, name)
		for _, s := range situation.All() {
			if name != "reference.js" && s.Name != "cold-start" && s.Name != "failed-login" || testing.Short() && s.Name != "failed-login" {
				continue
			}
			t.Run(name+"/"+s.Name, func(t *testing.T) {
				r, err := explore.Explore(t.Context(), s.WithRequests(max(requests[s.Name], 1)), info, explore.Options{Mode: explore.Exhaustive, Time: time.Minute})
				if err != nil {
					t.Fatal(err)
				}
				if !r.Complete {
					t.Errorf("not complete after %d states", r.States)
				}
				for _, f := range r.Findings {
					t.Errorf("%s %s: %s", f.Class, f.Kind, f.Sentence)
				}
			})
		}
	}
}
