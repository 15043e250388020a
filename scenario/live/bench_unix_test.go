//go:build unix

package live_test

import (
	"fmt"
	"os"
	"syscall"
	"time"
)

// processorTime is what this process has used.
func processorTime() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		panic(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// residentBytes is zero where the system does not say.
func residentBytes() int64 {
	var size, resident int64
	text, err := os.ReadFile("/proc/self/statm")
	if err == nil {
		fmt.Sscan(string(text), &size, &resident)
	}
	return resident * int64(os.Getpagesize())
}
