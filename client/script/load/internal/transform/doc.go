// Package transform turns one file of a user's code into the text of a CommonJS
// module in the JavaScript that the engine knows: TypeScript, JSX, JSON and ES
// modules are translated by esbuild, newer syntax is lowered, uni-app's
// conditional comments are applied.
//
// A file is transformed alone, as a mini program's tool does it, so the result
// depends on nothing but its text and the [Options]. Source maps are made when
// they are asked for: few files ever have an error.
//
// All functions may be called concurrently.
package transform
