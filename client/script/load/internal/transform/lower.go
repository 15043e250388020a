package transform

// lowered is what the engine (goja) lacks or does wrongly, found by running
// random programs there and in Node; the rest of ECMAScript 2024's syntax it has.
var lowered = map[string]bool{
	"async-generator": false,
	"for-await":       false,
	// x ??= await y loses the value.
	"logical-assignment": false,
	"dynamic-import":     false,
	"import-meta":        false,
	"top-level-await":    false,
	"using":              false,
	"decorators":         false,
	"hashbang":           false,
	// These flags are errors of the whole file where they are literals, and
	// exceptions of the line where they are not.
	"regexp-match-indices": false,
	"regexp-set-notation":  false,
}
