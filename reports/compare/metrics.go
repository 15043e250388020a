package compare

import (
	"fmt"
	"strconv"

	"github.com/wxload/wxload/reports"
)

// quantity is one of the metrics that runs are compared by. More of it is worse.
type quantity struct {
	name   string
	short  string // for the head of a narrow column
	format func(float64) string
	// of is its value of runs together; false where there is nothing to measure.
	of func([]*Run) (float64, bool)
	// drawn is its value of seconds; nil of what is counted over whole runs alone.
	drawn func(*sums) (float64, bool)
}

// quantities are all of them, in the order of the outputs. There are six, with reason: of
// five runs a side the least p is 2/252, which six tests at once just leave below 0.05.
func quantities() []quantity {
	return []quantity{
		duration(latencyHTTP, 50),
		duration(latencyHTTP, 95),
		duration(latencyRequest, 95),
		duration(latencyLogin, 95),
		{"request_failed_rate", "failed", percent, failedRate, (*sums).failedRate},
		{"defects_per_login", "defects", number, defectsPerLogin, nil},
	}
}

// duration is a percentile of a latency, named as thresholds name it.
func duration(of latency, percentile float64) quantity {
	drawn := func(s *sums) (float64, bool) {
		samples := &s.samples[of]
		if samples.Count() == 0 {
			return 0, false
		}
		return samples.Percentile(percentile), true
	}
	pooled := func(runs []*Run) (float64, bool) {
		var all sums
		for _, run := range runs {
			all.samples[of].Add(run.whole.samples[of])
		}
		return drawn(&all)
	}
	word := latencyWords()[of]
	return quantity{fmt.Sprintf("p(%g) %s_duration", percentile, word), fmt.Sprintf("%s p%g", word, percentile), reports.Milliseconds, pooled, drawn}
}

func failedRate(runs []*Run) (float64, bool) {
	var all sums
	for _, run := range runs {
		failed, of := run.Report.FailedRequests()
		all.failed, all.settled = all.failed+failed, all.settled+of
	}
	return all.failedRate()
}

func (s *sums) failedRate() (float64, bool) {
	if s.settled == 0 {
		return 0, false
	}
	return float64(s.failed) / float64(s.settled), true
}

func defectsPerLogin(runs []*Run) (float64, bool) {
	defects, logins := defectsAndLogins(runs)
	switch {
	case defects == 0:
		return 0, true
	case logins == 0:
		return 0, false
	}
	return float64(defects) / float64(logins), true
}

// defectsAndLogins counts the defects of runs, but for those of low severity, which are a
// matter of some milliseconds, and the justified logins.
func defectsAndLogins(runs []*Run) (defects, logins int64) {
	for _, run := range runs {
		for _, d := range run.Report.Defects {
			if d.Severity != "low" {
				defects += d.Count
			}
		}
		logins += run.Report.Logins.Justified
	}
	return defects, logins
}

func percent(v float64) string { return strconv.FormatFloat(100*v, 'f', 2, 64) + " %" }

func number(v float64) string { return strconv.FormatFloat(v, 'f', 3, 64) }
