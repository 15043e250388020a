package live

import (
	"runtime"

	"github.com/wxload/wxload/reports"
)

// machine is what this process runs on.
func machine() reports.Machine {
	m := reports.Machine{OS: runtime.GOOS, Arch: runtime.GOARCH, CPUs: runtime.GOMAXPROCS(0), Go: runtime.Version()}
	if bytes := memoryBytes(); bytes > 0 {
		m.MemoryBytes = &bytes
	}
	return m
}
