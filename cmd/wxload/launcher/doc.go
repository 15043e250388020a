// Package launcher is a page from which runs and searches are started: for people who would
// rather choose than type. It runs the command itself as a child process, one at a time, so
// that a page does what the command does, and shows what one would have typed.
package launcher
