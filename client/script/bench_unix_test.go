//go:build unix

package script_test

import (
	"syscall"
	"testing"
	"time"
)

// reportCPU reports the CPU time of the process for each of a benchmark's loops,
// which a busy machine does not change: call it before, and what it returns after.
func reportCPU(b *testing.B) func() {
	cpu := func() time.Duration {
		var u syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
			b.Fatal(err)
		}
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	before := cpu()
	return func() { b.ReportMetric(float64((cpu()-before).Microseconds())/float64(b.N), "cpu-µs/op") }
}
