package lang

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

func catalogueEntries(t *testing.T) map[string][]entry {
	t.Helper()
	names, err := fs.Glob(catalogues, "zh/*.po")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]entry{}
	for _, name := range names {
		data, err := fs.ReadFile(catalogues, name)
		if err != nil {
			t.Fatal(err)
		}
		if all[name], err = parsePO(string(data)); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	return all
}

// unsaid are the texts that reach no person, or programs alone.
func unsaid(t *testing.T) map[string]bool {
	t.Helper()
	data, err := os.ReadFile("testdata/unsaid.po")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]bool{}
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			all[line] = true
		}
	}
	return all
}

// saidFolders are those whose texts are translated so far.
func saidFolders() []string { return []string{"client", "cmd", "mockwx", "reports", "scenario"} }

func TestEveryTextHasItsTranslation(t *testing.T) {
	found, left := texts(t), unsaid(t)
	said := map[string]bool{}
	for _, entries := range catalogueEntries(t) {
		for _, e := range entries {
			said[canonicalID(e.id)] = true
		}
	}
	for _, id := range slices.Sorted(maps.Keys(found)) {
		line := fmt.Sprintf("msgid %q", id)
		if !slices.ContainsFunc(saidFolders(), func(folder string) bool { return strings.HasPrefix(found[id], folder+"/") }) {
			continue
		}
		switch {
		case !said[id] && !left[line]:
			t.Errorf("# %s\n%s\nmsgstr \"\"\n", found[id], line)
		case said[id] && left[line]:
			t.Errorf("%s has a translation and stands in testdata/unsaid.po", line)
		}
		delete(left, line)
	}
	for line := range left {
		t.Errorf("testdata/unsaid.po: no such text any more: %s", line)
	}
}

func TestEveryTranslationIsOfAText(t *testing.T) {
	found := texts(t)
	for name, entries := range catalogueEntries(t) {
		if name == "zh/foreign.po" || name == "zh/words.po" { // other programs' texts; words that are values elsewhere
			continue
		}
		for _, e := range entries {
			if _, known := found[canonicalID(e.id)]; !known {
				t.Errorf("%s: no such text any more: msgid %q", name, e.id)
			}
		}
	}
}

func TestTranslationsHaveTheVerbsOfTheirTexts(t *testing.T) {
	for name, entries := range catalogueEntries(t) {
		for _, e := range entries {
			if !sameVerbs(e.id, e.text) {
				t.Errorf("%s: the verbs differ:\nmsgid %q\nmsgstr %q", name, e.id, e.text)
			}
		}
	}
}

func TestTranslationsAreCanonical(t *testing.T) {
	for name, entries := range catalogueEntries(t) {
		for _, e := range entries {
			if id := canonicalID(e.id); id != e.id {
				t.Errorf("%s: msgid %q should be %q", name, e.id, id)
			}
		}
	}
}
