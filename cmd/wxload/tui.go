package main

// This file says what people are told beside a command's output, by these rules:
// a line starts with "wxload: " and its kind, goes to standard error, begins in
// lower case and has no full stop; under what went wrong stands a hint that says
// what to do, wherever there is something to be done.

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
)

// failure is an error that knows its exit code and what to do about it.
type failure struct {
	code int
	err  error
	hint string // "" where there is none
}

func (f *failure) Error() string { return f.err.Error() }

func (f *failure) Unwrap() error { return f.err }

// wrongUsage is the failure of a command or a file that is wrong.
func wrongUsage(hint, format string, args ...any) error {
	return &failure{exitUsage, fmt.Errorf(format, args...), hint}
}

// print writes a text for people to standard output, in their language.
func (p *program) print(text string) error {
	_, err := io.WriteString(p.stdout, p.words.Lines(text))
	return err
}

// printf writes a text for people likewise; an error of standard output is told by what
// is written last.
func (p *program) printf(format string, args ...any) error {
	return p.print(fmt.Sprintf(format, args...))
}

// report tells why a command failed and returns the exit code. What is no failure
// comes from the parser of the command line.
func (p *program) report(err error, useLine string) int {
	f, is := errors.AsType[*failure](err)
	if !is {
		f = &failure{exitUsage, err, "usage: " + useLine}
		if _, file := errors.AsType[*fs.PathError](err); file { // standard output, say, which is full
			f.hint = ""
		}
	}
	p.tell("error", f.Error(), f.hint)
	return f.code
}

// warn tells of something that may be a mistake and is done all the same.
func (p *program) warn(text, hint string) { p.tell("warning", text, hint) }

func (p *program) tell(kind, text, hint string) {
	for line := range strings.Lines(p.words.Say(text)) {
		fmt.Fprintf(p.stderr, "wxload: %s\n", p.words.Sprintf("%s: %s", p.words.Say(kind), strings.TrimSuffix(line, "\n")))
	}
	if hint != "" {
		fmt.Fprintf(p.stderr, "wxload: %s\n", p.words.Sprintf("%s: %s", p.words.Say("hint"), p.words.Say(hint)))
	}
}
