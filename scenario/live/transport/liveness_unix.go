//go:build linux || darwin

package transport

import "syscall"

// liveness looks at an idle connection without a goroutine that reads from it:
// one system call that does not wait, before each use.
type liveness struct {
	raw   syscall.RawConn
	look  func(fd uintptr) bool // made once, so that looking allocates nothing
	quiet bool                  // what look found
	byte  [1]byte
}

func (l *liveness) init(c syscall.Conn) {
	raw, err := c.SyscallConn()
	if err != nil {
		return
	}
	l.raw = raw
	l.look = func(fd uintptr) bool {
		_, _, err := syscall.Recvfrom(int(fd), l.byte[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		l.quiet = err == syscall.EAGAIN || err == syscall.EINTR
		return true
	}
}

// alive reports that the connection is open as far as this side knows, and that
// nothing has come in.
func (l *liveness) alive() bool {
	if l.raw == nil {
		return true
	}
	l.quiet = false
	l.raw.Read(l.look)
	return l.quiet
}
