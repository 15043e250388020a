//go:build unix

package launcher

import (
	"os"
	"os/exec"
	"syscall"
)

// apart keeps a terminal's Ctrl-C from a child: it gets one from its launcher, and two
// would end it at once.
func apart(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// interrupt asks a child to end.
func interrupt(child *os.Process) error { return child.Signal(os.Interrupt) }
