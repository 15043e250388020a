// Package wxml reads the templates of a mini program, as far as its JavaScript can
// tell: which components stand in them, with which properties and under which
// conditions, and which handlers they name. It draws nothing.
package wxml
