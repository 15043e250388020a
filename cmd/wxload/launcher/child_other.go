//go:build !unix

package launcher

import (
	"os"
	"os/exec"
)

// apart does nothing where there are no groups of processes.
func apart(*exec.Cmd) {}

// interrupt ends a child, where one cannot be asked.
func interrupt(child *os.Process) error { return child.Kill() }
