package transform

import (
	"path"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// Options are what the files of one project have in common.
type Options struct {
	// Tsconfig is the text of a tsconfig.json as esbuild reads it; empty is none.
	Tsconfig string
	// Define replaces expressions such as process.env.NODE_ENV by JSON.
	Define map[string]string
	// Flags are the names for which conditional comments keep what follows; nil
	// leaves the comments alone.
	Flags map[string]bool
}

// Result is a transformed file.
type Result struct {
	// Code is the text of a CommonJS module. Its lines are those of the source map.
	Code string
	// Module tells that the file is an ES module: its code is strict.
	Module bool
	// Legacy tells that decorators were taken as those of TypeScript's and Babel's
	// older kind although nothing says so.
	Legacy bool
}

// Transform translates a file. Its kind is told from the suffix of the name. The
// error is an [Errors] with the places.
func Transform(name, text string, o Options) (*Result, error) {
	if what := nesting(text); what != "" {
		return nil, Errors{{Line: 1, Column: 1, Text: what + ": this is not loaded"}}
	}
	text = applyConditions(text, o.Flags)
	out, legacy := run(text, esbuild(name, text, o))
	if len(out.Errors) > 0 {
		return nil, errorsOf(out.Errors, name)
	}
	translated := string(out.Code)
	r := &Result{Code: shareHelpers(translated), Legacy: legacy}
	r.Module = isModule(text, translated, r.Code)
	if usesExports(out.Warnings) {
		r.Code = keepExports(r.Code)
	} else if r.Code != translated {
		r.Code = fixExports(r.Code)
	}
	return r, nil
}

// run transforms a file, a second time where the first one shows that it is of
// another kind than its name says.
func run(text string, options api.TransformOptions) (out api.TransformResult, legacy bool) {
	out = api.Transform(text, options)
	switch {
	case options.Loader != api.LoaderJS:
	case len(out.Errors) > 0 && strings.Contains(out.Errors[0].Text, "JSX"):
		options.Loader = api.LoaderJSX
		out = api.Transform(text, options)
	case strings.Contains(string(out.Code), "__decorateElement("):
		options.Loader, options.TsconfigRaw = api.LoaderTS, legacyDecorators
		if older := api.Transform(text, options); len(older.Errors) == 0 {
			return older, true
		}
	}
	return out, false
}

// legacyDecorators is how decorators in JavaScript are read: those who write
// them have Babel's plug-in set to legacy, as the libraries for mini programs ask.
const legacyDecorators = `{"compilerOptions": {"experimentalDecorators": true, "useDefineForClassFields": true, "verbatimModuleSyntax": true}}`

func esbuild(name, text string, o Options) api.TransformOptions {
	if !strings.Contains(text, "process.env") && !strings.Contains(text, "import.meta") {
		o.Define = nil // with one, esbuild copies a table of a thousand names for each file
	}
	return api.TransformOptions{
		LogLevel:    api.LogLevelSilent,
		Loader:      loaderOf(name),
		Sourcefile:  sourcefile,
		Format:      api.FormatCommonJS,
		Platform:    api.PlatformNeutral,
		Target:      api.ESNext,
		Supported:   lowered,
		TsconfigRaw: o.Tsconfig,
		Define:      o.Define,
		TreeShaking: api.TreeShakingFalse,
	}
}

// sourcefile is one name for all files: esbuild derives the names of its
// variables from it, and treats .mjs apart.
const sourcefile = "module.js"

func loaderOf(name string) api.Loader {
	switch path.Ext(name) {
	case ".ts", ".mts", ".cts":
		return api.LoaderTS
	case ".tsx":
		return api.LoaderTSX
	case ".jsx":
		return api.LoaderJSX
	case ".json":
		return api.LoaderJSON
	}
	return api.LoaderJS
}

// usesExports reports whether an ES module assigns to exports by itself, too.
func usesExports(warnings []api.Message) bool {
	for _, w := range warnings {
		if w.ID == "commonjs-variable-in-esm" && strings.Contains(w.Text, `"exports"`) {
			return true
		}
	}
	return false
}
