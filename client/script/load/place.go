package load

import (
	"strings"

	"github.com/wxload/wxload/client/script/engine"
	"github.com/wxload/wxload/client/script/load/internal/scan"
	"github.com/wxload/wxload/client/script/load/internal/transform"
)

// Locate translates a place in a program into the one in the user's file that it
// comes from. A place that comes from nowhere keeps its file only; one in another
// program stays as it is.
func (p *Project) Locate(at engine.Place) engine.Place {
	m := p.known(at.File)
	if m == nil || at.Line == 0 {
		return at
	}
	if _, is := builtins[m.id]; is {
		return at
	}
	return p.user(m, scan.Place{Line: at.Line, Column: at.Column})
}

// user is the place in a module's file.
func (p *Project) user(m *module, at scan.Place) engine.Place {
	m.mapped.Do(func() {
		// It has been transformed before, so there is no error.
		m.sourceMap, _ = transform.NewMap(m.id, m.text, p.optionsFor(m.id))
	})
	place := engine.Place{File: m.id}
	if m.sourceMap != nil {
		if line, column, ok := m.sourceMap.Source(at.Line, at.Column); ok {
			place.Line, place.Column = line, column
		}
	}
	return place
}

// Line is a line of the user's file, without spaces around it; "" where there is
// none.
func (p *Project) Line(at engine.Place) string {
	m := p.known(at.File)
	if m == nil || at.Line < 1 {
		return ""
	}
	rest, line := m.text, ""
	for range at.Line {
		line, rest, _ = strings.Cut(rest, "\n")
	}
	return strings.TrimSpace(line)
}
