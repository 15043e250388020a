// Package scan finds what a transformed file requires, and what in it the engine
// does not do as a device does. It reads tokens, not syntax: the text is as
// esbuild writes it, which names nothing of the user's "require", puts spaces
// around a division and escapes what is not ASCII. A text of another kind makes
// it miss things, and nothing worse.
package scan
