package lang

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/message/catalog"
)

//go:embed zh/*.po
var catalogues embed.FS // read only

// Words says texts in one language. The nil *Words says them as they are, in English.
// It may be used concurrently.
type Words struct {
	entries  map[string]string     // the translations by their msgid
	exact    map[string]entry      // texts without arguments
	patterns map[string][]*pattern // by their first word; "" for those that begin with an argument
	messages *catalog.Builder
	printer  *message.Printer
}

func newWords() *Words {
	return &Words{entries: map[string]string{}, exact: map[string]entry{}, patterns: map[string][]*pattern{}, messages: catalog.NewBuilder()}
}

// Of returns the words of a language. It reads the catalogue, which takes some
// milliseconds; English needs none.
func Of(l Language) *Words {
	if l != Chinese {
		return nil
	}
	w, err := read(catalogues)
	if err != nil {
		panic(err) // a test reads it
	}
	return w
}

// Tag is the language as HTML has it.
func (w *Words) Tag() string {
	if w == nil {
		return "en"
	}
	return "zh-CN"
}

// read reads the catalogues of a file system.
func read(files fs.FS) (*Words, error) {
	names, err := fs.Glob(files, "zh/*.po")
	if err != nil {
		return nil, err
	}
	w := newWords()
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		entries, err := parsePO(string(data))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path.Base(name), err)
		}
		for _, e := range entries {
			if err := w.add(e); err != nil {
				return nil, fmt.Errorf("%s: %w", path.Base(name), err)
			}
		}
	}
	w.complete()
	return w, nil
}

// Sprintf is a text as [fmt.Sprintf] makes it, in the language of w. The format is looked up
// itself; arguments that are texts have been said.
func (w *Words) Sprintf(format string, arguments ...any) string {
	id := canonicalID(format)
	text, known := "", false
	if w != nil {
		text, known = w.entries[id]
	}
	if !known {
		return fmt.Sprintf(format, arguments...)
	}
	values := make([]string, len(arguments))
	for _, v := range parseFormat(format).verbs {
		values[v.argument] = fmt.Sprintf(v.written, arguments[v.argument])
	}
	return w.printer.Sprintf(id, parseFormat(text).spaced(values)...)
}

// Join joins texts, which have been said, by commas.
func (w *Words) Join(texts ...string) string {
	joint := ", "
	if w != nil {
		joint = "，"
	}
	return strings.Join(texts, joint)
}

// complete makes the words ready for use.
func (w *Words) complete() {
	for _, some := range w.patterns {
		slices.SortFunc(some, bySpecificity)
	}
	w.printer = message.NewPrinter(language.SimplifiedChinese, message.Catalog(w.messages))
}

// add takes an entry in. One text has one translation.
func (w *Words) add(e entry) error {
	if other, twice := w.entries[e.id]; twice && other != e.text {
		return fmt.Errorf("two translations of %q", e.id)
	}
	w.entries[e.id] = e.text
	f := parseFormat(e.id)
	if len(f.verbs) == 0 {
		w.exact[f.literals[0]] = entry{e.id, parseFormat(e.text).literals[0], e.phrase}
		return nil
	}
	first, _, whole := strings.Cut(f.literals[0], " ")
	if !whole {
		first = "" // the argument follows within the word
	}
	w.patterns[first] = append(w.patterns[first], newPattern(e))
	return w.messages.SetString(language.SimplifiedChinese, e.id, parseFormat(e.text).ofStrings())
}
