package main

import (
	"errors"
	"fmt"

	"github.com/wxload/wxload/mockwx/statefile"
)

// openState opens the state file that a flag names.
func openState[E any](p *program, flag, name string, open func(string) (*statefile.File[E], error)) (*statefile.File[E], error) {
	if name != statefile.InMemory {
		name = p.path(name)
	}
	file, err := open(name)
	if err != nil {
		return nil, wrongUsage(stateHint(err), "%s: %w", flag, err)
	}
	return file, nil
}

// stateHint says what to do about a state file that cannot be opened.
func stateHint(err error) string {
	switch {
	case errors.Is(err, statefile.ErrInUse):
		return "stop that process, or name another file"
	case errors.Is(err, statefile.ErrDamaged):
		return "what it holds cannot be trusted: move it away, or put a copy in its place"
	case errors.Is(err, statefile.ErrForeign):
		return "it was left as it is; name a file that does not exist yet, or one that this flag made"
	}
	return folderHint(err)
}

// closeState closes a state file whose server has ended, and tells what it lost.
func closeState[E any](p *program, name string, file *statefile.File[E]) {
	if err := file.Close(); err != nil {
		p.warn(fmt.Sprintf("%s: %v", name, err), "")
	}
}
