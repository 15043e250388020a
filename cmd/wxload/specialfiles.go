package main

import (
	"errors"
	"os"
)

// byteOrderMark is what some editors of Windows begin a file with.
const byteOrderMark = "\ufeff"

var errPipe = errors.New(`it is a named pipe, which could be waited for without end; "-" stands for standard input and output`)

// refusePipe refuses what would be waited for until somebody opens its other end. What
// is not there is no business of it.
func refusePipe(path string) error {
	info, err := os.Stat(path)
	if err == nil && info.Mode()&(os.ModeNamedPipe|os.ModeSocket) != 0 {
		return errPipe
	}
	return nil
}
