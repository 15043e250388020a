package script_test

import (
	"fmt"
	"os"
	"path"
	"regexp"
	"testing"

	"github.com/wxload/wxload/client/script"
	"github.com/wxload/wxload/client/script/engine"
)

// files is a source of a few files: CommonJS, required by relative paths.
type files struct {
	entry    string
	programs map[string]*engine.Program
	words    map[string]bool
}

// Hash implements [script.Source].
func (f *files) Hash() string { return "the hash of " + f.entry }

var word = regexp.MustCompile(`[\w$]+`)

// newFiles compiles files; the first is the entry.
func newFiles(t testing.TB, namesAndTexts ...string) *files {
	t.Helper()
	f := &files{entry: namesAndTexts[0], programs: map[string]*engine.Program{}, words: map[string]bool{}}
	for i := 0; i < len(namesAndTexts); i += 2 {
		p, err := engine.Compile(namesAndTexts[i], namesAndTexts[i+1], true)
		if err != nil {
			t.Fatal(err)
		}
		f.programs[namesAndTexts[i]] = p
		for _, w := range word.FindAllString(namesAndTexts[i+1], -1) {
			f.words[w] = true
		}
	}
	return f
}

func (f *files) Entry() string { return f.entry }

func (f *files) Module(id string) (*engine.Program, error) {
	if p := f.programs[id]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("no module %s", id)
}

func (f *files) Resolve(from, request string) (string, error) {
	id := path.Join(path.Dir(from), request)
	for _, id := range []string{id, id + ".js"} {
		if f.programs[id] != nil {
			return id, nil
		}
	}
	return "", fmt.Errorf("module '%s' is not defined, required by %s", request, from)
}

func (f *files) Mentions(name string) bool { return f.words[name] }

func (f *files) Locate(p engine.Place) engine.Place { return p }

// newScript makes a script of files.
func newScript(t testing.TB, o script.Options, namesAndTexts ...string) *script.Script {
	t.Helper()
	s, err := script.New(newFiles(t, namesAndTexts...), o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// wrapperFiles are the files of testdata/wrappers, one of them first.
func wrapperFiles(t testing.TB, entry string) []string {
	t.Helper()
	list := []string{entry}
	entries, err := os.ReadDir("testdata/wrappers")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != entry {
			list = append(list, e.Name())
		}
	}
	all := []string{}
	for _, name := range list {
		text, err := os.ReadFile("testdata/wrappers/" + name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, name, string(text))
	}
	return all
}

// sloppy compiles a file again, not as strict code.
func (f *files) sloppy(t testing.TB, name, text string) {
	t.Helper()
	p, err := engine.Compile(name, text, false)
	if err != nil {
		t.Fatal(err)
	}
	f.programs[name] = p
}
