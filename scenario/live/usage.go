package live

import (
	"fmt"
	"math"
	"runtime"
	"strings"
	"time"

	"github.com/wxload/wxload/reports"
)

// usage is what this process has used up to a moment.
type usage struct {
	at   time.Time
	cpu  time.Duration
	peak int64 // bytes of memory at the highest; zero where it is not known
}

// ProcessorTime is the processor time that this process has used; zero where the system
// does not tell.
func ProcessorTime() time.Duration { return measureUsage().cpu }

// since tells what the load of so many clients has cost, and whether the generator was
// the bottleneck.
func (u usage) since(l lag, clients int64) reports.Generator {
	now := measureUsage()
	cpu, passed := now.cpu-u.cpu, now.at.Sub(u.at)
	g := reports.Generator{CPUSeconds: cpu.Seconds(), PeakRSSBytes: now.peak}
	s := saturation{late: share(float64(l.late), float64(l.count)),
		busy:   share(float64(cpu), float64(passed)*float64(runtime.GOMAXPROCS(0))),
		waited: share(float64(l.total), float64(passed)*float64(clients)), delay: l.mean()}
	if g.SaturatedBy = s.criterion(); g.SaturatedBy != "" {
		g.Saturated, g.ClientsFit = true, s.fit(clients)
	}
	return g
}

func share(part, whole float64) float64 {
	if whole <= 0 {
		return 0
	}
	return part / whole
}

// saturation tells how much of a generator was used, in shares.
type saturation struct {
	busy   float64       // of the processors' time
	late   float64       // of its steps, those that came later than lateAfter
	waited float64       // of the clients' time, what they waited for the generator
	delay  time.Duration // of its steps, the mean
}

// Above these the latencies are not the target's. Below calmBusy there is room for
// what a load has of ups and downs.
const (
	maxBusy  = 0.9
	maxLate  = 0.05
	calmBusy = 0.7
)

// criterion says what was too much; "" where nothing was.
func (s saturation) criterion() string {
	var parts []string
	if s.busy > maxBusy {
		parts = append(parts, fmt.Sprintf("its processors were %.0f %% busy", 100*s.busy))
	}
	if s.late > maxLate {
		parts = append(parts, fmt.Sprintf("%.0f %% of its steps came more than %d ms late", 100*s.late, lateAfter.Milliseconds()))
	}
	return strings.Join(parts, ", ")
}

// fit is about how many clients there is room for.
//
// Where the processors are used up: clients that wait for the generator ask for less
// than they would otherwise, so without the wait n of them would need
// busy / (1 - waited) of the processors. Where only its steps come late, other
// programs have the processors: the mean delay then grows about as the clients to the
// power of 1.5 (measured from 100 to 1500), and one of a third of lateAfter is calm,
// because exponential delays with that mean are late once in twenty times. Delays that
// come in bursts can have a smaller mean: a tenth of the clients is too much in any case.
func (s saturation) fit(n int64) int64 {
	if s.busy > maxBusy {
		return max(int64(float64(n)*calmBusy*(1-min(s.waited, 0.95))/s.busy), 1)
	}
	const calm = lateAfter / 3
	part := math.Pow(share(float64(calm), float64(max(s.delay, calm))), 2.0/3)
	return max(int64(float64(n)*min(part, 0.9)), 1)
}

func (l *lag) merge(m lag) {
	l.count += m.count
	l.late += m.late
	l.total += m.total
	l.max = max(l.max, m.max)
}

// mean is zero where there were no steps.
func (l *lag) mean() time.Duration { return l.total / time.Duration(max(l.count, 1)) }
