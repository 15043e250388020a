// Package load makes programs of a user's own JavaScript and TypeScript: of one
// module with what it requires, or of a whole mini program. There is no bundle:
// as on a device each file is a module of its own, transformed alone, compiled
// once and shared by all clients.
//
// [New] reads everything that can be reached by literal requires, so that what
// is missing or cannot be compiled is known before any client starts. What is
// required by a computed name is loaded when it is asked for, by the same rules.
//
// Nothing outside of the root of the project is read, and nothing is ever
// written.
package load
