package reports

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/wxload/wxload/reports/suggest"
)

// maxExpression bounds the length of a threshold in bytes.
const maxExpression = 500

// A ThresholdError says what is wrong with a threshold, and where in it.
type ThresholdError struct {
	Expr    string // the whole expression
	Column  int    // in characters, from 1
	Message string // what was found, what was expected, the nearest valid word
}

// Error implements the error interface.
func (e *ThresholdError) Error() string {
	return fmt.Sprintf("threshold %q, column %d: %s", e.Expr, e.Column, e.Message)
}

// ParseThreshold reads a threshold:
//
//	[AGGREGATE] METRIC [{LABEL:VALUE}] OPERATOR LIMIT
//
// Spaces may stand between any two of these; a VALUE ends at the bracket.
//
// The duration metrics http_duration, request_duration, login_duration and
// login_wait need an aggregate, p(N) with N above 0 and up to 100, max or mean,
// and take the labels name and tag. The others stand alone: duplicate_logins and
// hung_requests with the label kind, defects with the label class or severity,
// request_failed_rate with name or tag, requests, logins, login_failed_rate and
// sends_per_second without any.
// Operators are == != < <= > >=. A limit is a number; for a rate it may be a
// percentage, and for a duration it must have a unit: us, ms, s or m.
//
// Every error is a *[ThresholdError].
func ParseThreshold(expr string) (Threshold, error) {
	p := thresholdParser{src: expr}
	t := Threshold{expr: strings.TrimSpace(expr)}
	if len(expr) > maxExpression {
		p.fail(0, "longer than %d bytes", maxExpression)
	}
	t.aggregate = p.aggregate()
	t.metric = p.metric(t.aggregate)
	t.key, t.label = p.label(t.metric)
	t.op = p.operator()
	t.limit = p.limit(t.metric)
	if p.err != nil {
		return Threshold{}, p.err
	}
	return t, nil
}

// thresholdParser reads an expression from left to right. After the first
// error its methods do nothing and return zero values.
type thresholdParser struct {
	src string
	pos int // in bytes
	err *ThresholdError
}

// fail records the first error, at the byte position at.
func (p *thresholdParser) fail(at int, format string, args ...any) {
	if p.err != nil {
		return
	}
	column := utf8.RuneCountInString(p.src[:at]) + 1
	p.err = &ThresholdError{Expr: p.src, Column: column, Message: fmt.Sprintf(format, args...)}
}

// aggregate reads p(N), max or mean. Another word that is no metric, but has a
// word or a bracket after it, was meant as one.
func (p *thresholdParser) aggregate() aggregate {
	start := p.skipSpace()
	word := p.word()
	switch {
	case p.err != nil:
		return aggregate{}
	case word == "p":
		return aggregate{kind: word, percentile: p.percentile()}
	case word == "max" || word == "mean":
		return aggregate{kind: word}
	}
	_, isMetric := findMetric(word)
	if !isMetric && (p.peek("(") || p.peekWord()) {
		p.fail(start, "unknown aggregate %q; expected p(N) such as p(99), max or mean", word)
	}
	p.pos = start // it was the metric
	return aggregate{}
}

// percentile reads the (N) of p(N).
func (p *thresholdParser) percentile() float64 {
	if !p.accept("(") {
		p.fail(p.pos, "expected (N) after p, such as p(99); found %s", p.found())
		return 0
	}
	start := p.skipSpace()
	word := p.word()
	n, err := strconv.ParseFloat(word, 64)
	if err != nil || !(n > 0 && n <= 100) {
		p.fail(start, "p(%s): expected a number above 0 and up to 100", word)
	}
	if !p.accept(")") {
		p.fail(p.pos, "expected ) after p(%s; found %s", word, p.found())
	}
	return n
}

// metric reads the metric's name and checks that it goes with the aggregate.
func (p *thresholdParser) metric(a aggregate) metric {
	start := p.skipSpace()
	word := p.word()
	if word == "" {
		p.fail(start, "expected a metric such as duplicate_logins; found %s", p.found())
	}
	m, ok := findMetric(word)
	switch {
	case !ok:
		p.fail(start, "unknown metric %q%s", word, suggest.Hint(word, metricNames()))
	case m.unit == unitDuration && a.kind == "":
		p.fail(start, "%s needs p(N), max or mean before it: p(99) %s", m.name, m.name)
	case m.unit != unitDuration && a.kind != "":
		p.fail(start, "%s is one number and takes no %s before it", m.name, a.kind)
	}
	return m
}

// label reads {LABEL:VALUE}, if there is one.
func (p *thresholdParser) label(m metric) (key, value string) {
	if p.err != nil || !p.accept("{") {
		return "", ""
	}
	start := p.skipSpace()
	key = p.word()
	switch {
	case m.takes(key):
	case m.labels == [2]string{}:
		p.fail(start, "%s takes no label", m.name)
	default:
		p.fail(start, "unknown label %q of %s; expected %s", key, m.name, m.labelExample())
	}
	if !p.accept(":") {
		p.fail(p.pos, "expected : after the label %s; found %s", key, p.found())
	}
	start = p.skipSpace()
	value, _, closed := strings.Cut(p.src[p.pos:], "}")
	if !closed {
		p.fail(len(p.src), "expected } after {%s:%s", key, strings.TrimSpace(value))
		return "", ""
	}
	p.pos += len(value) + 1
	value = strings.TrimSpace(value)
	p.checkLabel(start, m, key, value)
	return key, value
}

// labelExample shows the labels that a metric takes: {class:…} or {severity:…}.
func (m metric) labelExample() string {
	example := "{" + m.labels[0] + ":…}"
	if m.labels[1] != "" {
		example += " or {" + m.labels[1] + ":…}"
	}
	return example
}

// checkLabel refuses values that no run can have. Which request names exist,
// only the scenario knows: see [Threshold.Name].
func (p *thresholdParser) checkLabel(at int, m metric, key, value string) {
	var known []string
	switch {
	case key == labelKind && m.name == "hung_requests":
		known = hungKinds()
	case key == labelKind:
		known = duplicateKinds()
	case key == labelClass:
		known = classIDs()
	case key == labelSeverity:
		known = severities()
	}
	if value == "" {
		p.fail(at, "expected a value for the label %s", key)
	} else if known != nil && !slices.Contains(known, value) {
		p.fail(at, "unknown %s %q%s", key, value, suggest.Hint(value, known))
	}
}

// operator reads one of the six comparisons.
func (p *thresholdParser) operator() string {
	for _, op := range []string{"==", "!=", "<=", ">=", "<", ">"} {
		if p.accept(op) {
			return op
		}
	}
	hint := ""
	if p.peek("=") {
		hint = `; did you mean "=="?`
	}
	p.fail(p.pos, "expected one of == != < <= > >=; found %s%s", p.found(), hint)
	return ""
}

// limit reads the rest of the expression as a value in the metric's unit.
func (p *thresholdParser) limit(m metric) float64 {
	start := p.skipSpace()
	text := strings.TrimSpace(p.src[p.pos:])
	digits := text[:len(text)-len(strings.TrimLeft(text, "0123456789."))]
	suffix := strings.TrimSpace(text[len(digits):])
	n, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		p.fail(start, "expected %s; found %s", limitExample(m), p.found())
		return 0
	}
	at := start + len(digits)
	switch m.unit {
	case unitDuration:
		return p.duration(at, m, n, suffix)
	case unitRate:
		return p.share(at, m, n, suffix)
	default: // a number without a unit
	}
	switch {
	case suffix != "":
		p.fail(at, "unexpected %q after the number: expected %s", suffix, limitExample(m))
	case m.unit == unitCount && n != math.Trunc(n):
		p.fail(start, "%s is a count: expected a whole number; found %s", m.name, digits)
	}
	return n
}

// share turns 1% or 0.01 into 0.01.
func (p *thresholdParser) share(at int, m metric, n float64, suffix string) float64 {
	switch {
	case suffix == "%":
		n /= 100
	case suffix != "":
		p.fail(at, "unexpected %q after the number: expected %s", suffix, limitExample(m))
	}
	if n > 1 {
		p.fail(at, "%s never exceeds 1, which is 100%%: expected %s", m.name, limitExample(m))
	}
	return n
}

// duration turns a number and its unit into milliseconds.
func (p *thresholdParser) duration(at int, m metric, n float64, suffix string) float64 {
	switch suffix {
	case "us", "µs", "μs": // the micro sign and the Greek letter
		n /= 1000
	case "ms":
	case "s":
		n *= 1000
	case "m":
		n *= 60_000
	case "":
		p.fail(at, "%s is a duration: expected a unit, us, ms, s or m, after the number", m.name)
	default:
		p.fail(at, "unknown unit %q: expected us, ms, s or m", suffix)
	}
	if n > milliseconds(maxLatency) {
		p.fail(at, "durations are recorded up to 60m: a higher limit checks nothing")
	}
	return n
}

func limitExample(m metric) string {
	switch m.unit {
	case unitRate:
		return "a share such as 0.01 or 1%"
	case unitDuration:
		return "a duration such as 800ms"
	default:
		return "a number such as 0"
	}
}
