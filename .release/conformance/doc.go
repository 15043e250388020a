// Package conformance holds what lies in .release against the programs that read it. It
// is a module of its own, so that wxload itself needs none of theirs.
package conformance
