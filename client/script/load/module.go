package load

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"sync"

	"github.com/wxload/wxload/client/script/engine"
	"github.com/wxload/wxload/client/script/load/internal/resolve"
	"github.com/wxload/wxload/client/script/load/internal/scan"
	"github.com/wxload/wxload/client/script/load/internal/transform"
)

// module is one file, or a built-in one. What a Once guards is written once.
type module struct {
	id   string
	text string

	loaded   sync.Once
	err      error // of reading or transforming
	file     File  // no path where it cannot be read
	code     string
	strict   bool // by itself: an ES module
	found    scan.Found
	requires map[string]resolved
	warnings []Warning

	compiled sync.Once
	program  *engine.Program
	broken   error

	mapped    sync.Once
	sourceMap *transform.Map
}

// resolved is what a literal request leads to.
type resolved struct {
	id  string
	err error
}

// builtins are the modules that stand for no file of the user's.
var builtins = map[string]string{
	transform.Interop: transform.InteropSource,
	resolve.Empty:     "",
}

// module returns the module of an id, which need not be loaded yet.
func (p *Project) module(id string) (*module, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	m := p.modules[id]
	if m == nil {
		if text, is := builtins[id]; is {
			m = &module{id: id, text: text}
		} else if strings.HasPrefix(id, "wxload:") || !resolve.IsCode(id) {
			return nil, fmt.Errorf("%s is no module", id)
		} else {
			m = &module{id: id}
		}
		p.modules[id] = m
	}
	return m, nil
}

// load reads and transforms a module, once, and finds out what it requires.
func (p *Project) load(m *module) {
	m.loaded.Do(func() {
		if _, is := builtins[m.id]; is {
			m.code, m.strict = m.text, true
			return
		}
		if m.text, m.err = p.read(m.id); m.err == nil {
			m.file = fileOf(m.id, m.text)
			m.err = p.transform(m)
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		p.loaded = append(p.loaded, m)
		for w := range m.found.Words {
			if !p.words[w] {
				p.words[strings.Clone(w)] = true
			}
		}
		m.found.Words = nil
	})
}

// known is a module that somebody has asked for, loaded; nil for others.
func (p *Project) known(id string) *module {
	p.mu.Lock()
	m := p.modules[id]
	p.mu.Unlock()
	if m != nil {
		p.load(m)
	}
	return m
}

// read is the text of a file, which counts against the limits.
func (p *Project) read(id string) (string, error) {
	text, err := readFile(p.fsys, id, p.budget.limits.File)
	if err != nil {
		return "", err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return text, p.budget.add(int64(len(text)))
}

// readFile is the text of a file of at most limit bytes.
func readFile(fsys fs.FS, name string, limit int64) (string, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return "", fmt.Errorf("read %s: %w", name, err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, limit+1))
	switch {
	case err != nil:
		return "", fmt.Errorf("read %s: %w", name, err)
	case int64(len(text)) > limit:
		return "", fmt.Errorf("%s has more than %s", name, sizeText(limit))
	}
	return string(text), nil
}

// transform makes CommonJS of a module's text.
func (p *Project) transform(m *module) error {
	result, err := transform.Transform(m.id, m.text, p.optionsFor(m.id))
	if err != nil {
		return syntaxError(m.id, err)
	}
	if result.Legacy {
		m.warn("decorators are taken as those of TypeScript's experimentalDecorators and Babel's legacy mode")
	}
	m.code, m.strict = result.Code, result.Module
	m.found = scan.Scan(result.Code)
	p.resolveAll(m)
	p.doubts(m)
	return nil
}

// compile makes the program of a module that was transformed, once, when it is
// asked for: most clients come to few of a mini program's pages.
func (p *Project) compile(m *module) (*engine.Program, error) {
	m.compiled.Do(func() {
		strict := m.strict || p.strict && len(m.text) <= strictUpTo
		m.program, m.broken = engine.Compile(m.id, m.code, strict)
		if m.broken != nil && strict && !m.strict {
			// The tool of WeChat would not upload it; as it is, it may run.
			if sloppy, err := engine.Compile(m.id, m.code, false); err == nil {
				p.warnLate(Warning{Place: engine.Place{File: m.id}, Text: "is no strict code, although es6 is set: " + text(m.broken)})
				m.program, m.broken = sloppy, nil
			}
		}
		if m.broken != nil {
			m.broken = p.located(m, m.broken)
			p.warnLate(failure(m.id, m.broken))
		}
		m.code = ""
	})
	return m.program, m.broken
}

// warnLate adds a warning while clients run.
func (p *Project) warnLate(w Warning) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.warnings = append(p.warnings, w)
}

// strictUpTo is the size of a file that WeChat's tool leaves as it is, whatever
// es6 says.
const strictUpTo = 500 << 10

func (p *Project) optionsFor(id string) transform.Options {
	o := p.options
	if strings.HasSuffix(id, "js") {
		o.Tsconfig = ""
	}
	return o
}

// resolveAll looks up what a module requires by a literal name.
func (p *Project) resolveAll(m *module) {
	m.requires = make(map[string]resolved, len(m.found.Requires))
	for _, r := range m.found.Requires {
		if r.Computed {
			continue
		}
		id, err := p.resolver.Resolve(m.id, r.Request)
		if err != nil {
			err = notFound(p.user(m, r.Place), err)
		}
		m.requires[r.Request] = resolved{id, err}
	}
}

// lookUp resolves a request that is not literal.
func (p *Project) lookUp(from, request string) (string, error) {
	id, err := p.resolver.Resolve(from, request)
	if err != nil {
		return "", notFound(engine.Place{File: from}, err)
	}
	return id, nil
}

func notFound(at engine.Place, err error) *NotFound {
	e := &NotFound{Place: at, words: err}
	var missing *resolve.NotFound
	if errors.As(err, &missing) {
		e.Request, e.Package, e.Tried, e.Advice = missing.Request, missing.Package, missing.Tried, missing.Advice
	}
	return e
}

// warn adds a warning about the whole file.
func (m *module) warn(text string) {
	m.warnings = append(m.warnings, Warning{Place: engine.Place{File: m.id}, Text: text})
}

// doubts makes warnings of what the engine does in another way, and of what is
// missing.
func (p *Project) doubts(m *module) {
	add := func(at scan.Place, text string) {
		m.warnings = append(m.warnings, Warning{Place: p.user(m, at), Text: text})
	}
	for _, d := range m.found.Doubts {
		add(d.Place, d.Text)
	}
	for _, r := range m.found.Plugins {
		add(r.Place, "plugin "+r.Request+" is not loaded")
	}
	for _, r := range m.found.Requires {
		if missing, is := errors.AsType[*NotFound](m.requires[r.Request].err); is && !r.Computed {
			m.warnings = append(m.warnings, missing.warning(""))
		}
	}
}

// syntaxError is what is wrong in a file as esbuild says it.
func syntaxError(id string, err error) error {
	var all transform.Errors
	if !errors.As(err, &all) {
		return fmt.Errorf("transform %s: %w", id, err)
	}
	first := all[0]
	return &engine.Error{Kind: engine.SyntaxError, Text: first.Text, Place: engine.Place{File: id, Line: first.Line, Column: first.Column}}
}

// located is an error of the compiler with its place in the user's file.
func (p *Project) located(m *module, err error) error {
	var e *engine.Error
	if !errors.As(err, &e) {
		return err
	}
	return &engine.Error{Kind: e.Kind, Text: plainWords(e.Text), Place: p.user(m, scan.Place{Line: e.Place.Line, Column: e.Place.Column})}
}

// plainWords shortens what the engine says of a regular expression: it quotes its
// own translation of it.
func plainWords(text string) string {
	if _, reason, is := strings.Cut(text, "(error parsing regexp: "); is && strings.HasPrefix(text, "Invalid regular expression") {
		return "invalid regular expression: " + strings.TrimSuffix(reason, ")")
	}
	return text
}

// text is an error's text without its place.
func text(err error) string {
	var e *engine.Error
	if errors.As(err, &e) {
		return e.Text
	}
	return err.Error()
}
