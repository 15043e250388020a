package live

import (
	"runtime"
	"time"

	"github.com/wxload/wxload/reports"
)

// usage is what this process has used up to a moment.
type usage struct {
	at   time.Time
	cpu  time.Duration
	peak int64 // bytes of memory at the highest; zero where it is not known
}

// since tells what the load has cost, and whether the generator was the
// bottleneck: the processors were used up, or more than one in twenty of its own
// steps came late. The latencies are then not the target's.
func (u usage) since(l lag) reports.Generator {
	now := measureUsage()
	cpu := now.cpu - u.cpu
	available := now.at.Sub(u.at) * time.Duration(runtime.GOMAXPROCS(0))
	busy := available > 0 && float64(cpu) > 0.9*float64(available)
	return reports.Generator{CPUSeconds: cpu.Seconds(), PeakRSSBytes: now.peak,
		Saturated: busy || l.count > 0 && l.late*20 > l.count}
}

func (l *lag) merge(m lag) {
	l.count += m.count
	l.late += m.late
	l.max = max(l.max, m.max)
}
