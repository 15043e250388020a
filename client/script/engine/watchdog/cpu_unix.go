//go:build unix

package watchdog

import (
	"syscall"
	"time"
)

// CPUTime is the CPU time that the process has taken so far.
func CPUTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
