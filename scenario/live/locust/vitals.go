package locust

import (
	"runtime"
	"runtime/metrics"
	"time"
)

// vitals are how much of the machine the process uses.
type vitals struct {
	at   time.Time
	used time.Duration
}

// busy is the share of all processors' time since the last call, in percent.
func (v *vitals) busy(now time.Time, used func() time.Duration) float64 {
	if used == nil {
		return 0
	}
	before := *v
	*v = vitals{now, used()}
	passed := now.Sub(before.at) * time.Duration(runtime.GOMAXPROCS(0))
	if before.at.IsZero() || passed <= 0 {
		return 0
	}
	return 100 * float64(v.used-before.used) / float64(passed)
}

// memory is what the process has from the system, in bytes.
func memory() uint64 {
	samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(samples)
	return samples[0].Value.Uint64() - samples[1].Value.Uint64()
}
