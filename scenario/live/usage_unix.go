//go:build unix

package live

import (
	"runtime"
	"syscall"
	"time"
)

func measureUsage() usage {
	u := usage{at: time.Now()}
	var r syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &r) != nil {
		return u
	}
	u.cpu = time.Duration(r.Utime.Nano() + r.Stime.Nano())
	u.peak = int64(r.Maxrss)
	if runtime.GOOS != "darwin" && runtime.GOOS != "ios" {
		u.peak *= 1024 // everywhere else it is in kilobytes
	}
	return u
}
