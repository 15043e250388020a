package reports

import "slices"

// A Threshold is one condition on a metric of a run, such as
// "p(99) request_duration{name:home.banner} < 800ms". Make one with
// [ParseThreshold]; the zero Threshold is of no use.
type Threshold struct {
	expr      string
	metric    metric
	aggregate aggregate
	label     string // the label's value, "" for all
	op        string
	limit     float64 // in the metric's unit; milliseconds for durations
}

// String returns the expression as it was written.
func (t Threshold) String() string { return t.expr }

// Name returns the request name that the threshold is limited to, "" where it
// is about all of them. Only the scenario knows which names exist.
func (t Threshold) Name() string {
	if t.metric.label != labelName {
		return ""
	}
	return t.label
}

// DefaultThresholds returns the thresholds of a scenario that has none of its own: no
// duplicate login and no hung request.
func DefaultThresholds() []Threshold {
	return []Threshold{
		{expr: "duplicate_logins == 0", metric: metric{"duplicate_logins", unitCount, labelKind}, op: "=="},
		{expr: "hung_requests == 0", metric: metric{"hung_requests", unitCount, ""}, op: "=="},
	}
}

// unit says how a metric's values are written and compared.
type unit int

const (
	unitCount     unit = iota
	unitRate           // a share, 0 to 1
	unitPerSecond      // any number
	unitDuration       // milliseconds; needs an aggregate
)

// The labels that a metric may be limited by.
const (
	labelKind  = "kind"
	labelClass = "class"
	labelName  = "name"
)

// metric is one quantity that a threshold can name.
type metric struct {
	name  string
	unit  unit
	label string // the one label it takes, "" for none
}

// metrics returns every metric, in the order in which messages list them.
func metrics() []metric {
	return []metric{
		{"duplicate_logins", unitCount, labelKind},
		{"hung_requests", unitCount, ""},
		{"defects", unitCount, labelClass},
		{"requests", unitCount, ""},
		{"request_failed_rate", unitRate, ""},
		{"logins", unitCount, ""},
		{"login_failed_rate", unitRate, ""},
		{"sends_per_second", unitPerSecond, ""},
		{"http_duration", unitDuration, labelName},
		{"request_duration", unitDuration, labelName},
		{"login_duration", unitDuration, labelName},
		{"login_wait", unitDuration, labelName},
	}
}

func metricNames() []string {
	var names []string
	for _, m := range metrics() {
		names = append(names, m.name)
	}
	return names
}

func findMetric(name string) (metric, bool) {
	all := metrics()
	i := slices.IndexFunc(all, func(m metric) bool { return m.name == name })
	if i < 0 {
		return metric{}, false
	}
	return all[i], true
}

// aggregate reduces the samples of a duration metric to one value.
type aggregate struct {
	kind       string  // "p", "max", "mean", or "" for a metric that is one value already
	percentile float64 // of "p", above 0 and up to 100
}

// duplicateKinds returns the kinds of duplicate logins in the order in which
// they are tested for.
func duplicateKinds() []string { return []string{"concurrent", "stale-401", "needless"} }

// compare applies a threshold's operator.
func compare(value float64, op string, limit float64) bool {
	switch op {
	case "==":
		return value == limit
	case "!=":
		return value != limit
	case "<":
		return value < limit
	case "<=":
		return value <= limit
	case ">":
		return value > limit
	default: // ">=", the only one left that ParseThreshold accepts
		return value >= limit
	}
}
