package main

import (
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
		return nil, wrongUsage(folderHint(err), "%s: %w", flag, err)
	}
	return file, nil
}

// closeState closes a state file whose server has ended, and tells what it lost.
func closeState[E any](p *program, name string, file *statefile.File[E]) {
	if err := file.Close(); err != nil {
		p.warn(fmt.Sprintf("%s: %v", name, err), "")
	}
}
