package transform

import (
	"fmt"

	"github.com/evanw/esbuild/pkg/api"
	"github.com/go-sourcemap/sourcemap"
)

// Map leads from a place in a [Result] back to the user's file.
type Map struct{ consumer *sourcemap.Consumer }

// NewMap transforms a file once more, for its source map. Name, text and options
// are those of [Transform], which has succeeded with them.
func NewMap(name, text string, o Options) (*Map, error) {
	text = applyConditions(text, o.Flags)
	options := esbuild(name, text, o)
	options.Sourcemap = api.SourceMapExternal
	options.SourcesContent = api.SourcesContentExclude
	out, _ := run(text, options)
	if len(out.Errors) > 0 {
		return nil, errorsOf(out.Errors, name)
	}
	consumer, err := sourcemap.Parse("", out.Map)
	if err != nil {
		return nil, fmt.Errorf("source map of %s: %w", name, err)
	}
	return &Map{consumer}, nil
}

// beforeName is how many columns a function may have before its name: "async function ".
const beforeName = 15

// Source translates a line and a column, both from 1. Where nothing of the file
// is at that place, ok is false. esbuild has no place for a function with which a file
// begins, but for its name: then it is that.
func (m *Map) Source(line, column int) (sourceLine, sourceColumn int, ok bool) {
	for c := column - 1; c < column+beforeName && !ok; c++ {
		_, _, sourceLine, sourceColumn, ok = m.consumer.Source(line, c)
	}
	return sourceLine, sourceColumn + 1, ok
}
