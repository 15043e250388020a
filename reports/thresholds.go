package reports

import "slices"

// A Threshold is one condition on a metric of a run, such as
// "p(99) request_duration{name:home.banner} < 800ms". Make one with
// [ParseThreshold]; the zero Threshold is of no use.
type Threshold struct {
	expr      string
	metric    metric
	aggregate aggregate
	key       string // of the label, "" for all
	label     string // the label's value
	op        string
	limit     float64 // in the metric's unit; milliseconds for durations
}

// String returns the expression as it was written.
func (t Threshold) String() string { return t.expr }

// Name returns the request name that the threshold is limited to, "" where it
// is about all of them. Only the scenario knows which names exist.
func (t Threshold) Name() string {
	if t.key != labelName {
		return ""
	}
	return t.label
}

// Tag returns the tag of the requests that the threshold is limited to, "" where it is
// limited by none.
func (t Threshold) Tag() string {
	if t.key != labelTag {
		return ""
	}
	return t.label
}

// DefaultThresholds returns the thresholds of a scenario that has none of its own: no
// duplicate login, no hung request, no grave defect, and next to no failure.
func DefaultThresholds() []Threshold {
	var all []Threshold
	for _, expr := range []string{
		"duplicate_logins == 0",
		"hung_requests == 0",
		"defects{severity:high} == 0",
		"request_failed_rate < 1%",
		"login_failed_rate < 1%",
	} {
		t, err := ParseThreshold(expr)
		if err != nil {
			panic("reports: " + err.Error()) // they are part of the program
		}
		all = append(all, t)
	}
	return all
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
	labelKind     = "kind"
	labelClass    = "class"
	labelSeverity = "severity"
	labelName     = "name"
	labelTag      = "tag"
)

// metric is one quantity that a threshold can name.
type metric struct {
	name   string
	unit   unit
	labels [2]string // those it may be limited by, one at a time
}

// takes reports whether the metric may be limited by a label.
func (m metric) takes(key string) bool { return key != "" && slices.Contains(m.labels[:], key) }

// metrics returns every metric, in the order in which messages list them.
func metrics() []metric {
	return []metric{
		{"duplicate_logins", unitCount, [2]string{labelKind}},
		{"duplicate_refreshes", unitCount, [2]string{labelKind}},
		{"hung_requests", unitCount, [2]string{labelKind}},
		{"defects", unitCount, [2]string{labelClass, labelSeverity}},
		{"requests", unitCount, [2]string{}},
		{"request_failed_rate", unitRate, [2]string{labelName, labelTag}},
		{"logins", unitCount, [2]string{}},
		{"login_failed_rate", unitRate, [2]string{}},
		{"refreshes", unitCount, [2]string{}},
		{"sends_per_second", unitPerSecond, [2]string{}},
		{"http_duration", unitDuration, [2]string{labelName, labelTag}},
		{"request_duration", unitDuration, [2]string{labelName, labelTag}},
		{"login_duration", unitDuration, [2]string{labelName}},
		{"refresh_duration", unitDuration, [2]string{labelName}},
		{"login_wait", unitDuration, [2]string{labelName, labelTag}},
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

// duplicateKinds returns the kinds of duplicate logins and refreshes in the order in which
// they are tested for.
func duplicateKinds() []string { return []string{"concurrent", "stale-401", "needless"} }

// navigated is the kind of a request that was left unsettled because its failure
// opened another page. The plain metric hung_requests does not count it.
const navigated = "navigated"

// hungKinds returns what a hung request can hang on.
func hungKinds() []string {
	return []string{"login-succeeded", "login-failed", "login-never-sent", "no-login", "refresh-succeeded", "refresh-failed", navigated}
}

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
