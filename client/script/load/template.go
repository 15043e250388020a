package load

import (
	"sync"

	"github.com/wxload/wxload/client/script/engine"
	"github.com/wxload/wxload/client/script/load/internal/wxml"
)

// template is the WXML of a page or a component. What a Once guards is written once.
type template struct {
	name   string
	parsed *wxml.Template
	uses   map[string]string // as Component.Uses

	compiled sync.Once
	program  *engine.Program // nil where no component stands in it
	err      error
}

// Handler is a function that the template of a page or a component names for an event.
type Handler struct{ Event, Name string }

// Handlers are those of a page or a component, by its module, in their order.
func (p *Project) Handlers(module string) []Handler {
	t := p.templates[module]
	if t == nil {
		return nil
	}
	var all []Handler
	for _, h := range t.parsed.Handlers {
		all = append(all, Handler(h))
	}
	return all
}

// Template is a program that exports the tree of the components in the template of a
// page or a component, by its module; nil where none stand in it.
func (p *Project) Template(module string) (*engine.Program, error) {
	t := p.templates[module]
	if t == nil {
		return nil, nil
	}
	t.compiled.Do(func() {
		if code := t.parsed.Module(t.uses); code != "" {
			t.program, t.err = engine.Compile("wxload:template/"+t.name, code, false)
		}
	})
	return t.program, t.err
}

// readTemplate reads the template of a page or a component.
func (p *Project) readTemplate(c *Component) {
	if c.Module == "" || c.Template == "" {
		return
	}
	text, err := p.settingText(c.Template)
	if err != nil {
		p.warnFile(c.Template, err.Error())
		return
	}
	files := func(name string) (string, bool) {
		text, err := p.settingText(name)
		return text, err == nil
	}
	t := &template{name: c.Template, parsed: wxml.Parse(c.Template, text, files), uses: c.Uses}
	if len(c.Uses) > 0 { // else nobody evaluates an expression
		t.parsed.ReadScripts(files)
	}
	p.templates[c.Module] = t
}
