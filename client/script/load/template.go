package load

import (
	"sync"

	"github.com/wxload/wxload/client/script/engine"
	"github.com/wxload/wxload/client/script/load/internal/wxml"
)

// template is the WXML of a page or a component.
type template struct {
	name   string
	parsed *wxml.Template
	uses   map[string]string // as Component.Uses

	components, elements tree
}

// tree is what a template has, as a program that is compiled once.
type tree struct {
	compiled sync.Once
	program  *engine.Program // nil where there is nothing
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
	return t.components.compile("wxload:template/"+t.name, func() string { return t.parsed.Components(t.uses) })
}

// Elements is Template with the elements besides that bind a handler.
func (p *Project) Elements(module string) (*engine.Program, error) {
	t := p.templates[module]
	if t == nil {
		return nil, nil
	}
	return t.elements.compile("wxload:elements/"+t.name, func() string { return t.parsed.Elements(t.uses) })
}

func (t *tree) compile(name string, code func() string) (*engine.Program, error) {
	t.compiled.Do(func() {
		if text := code(); text != "" {
			t.program, t.err = engine.Compile(name, text, false)
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
	p.templates[c.Module] = &template{name: c.Template, parsed: wxml.Parse(c.Template, text, files), uses: c.Uses}
}
