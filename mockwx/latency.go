package mockwx

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// maxLatency bounds a single delay, however long the tail of its distribution.
const maxLatency = 10 * time.Minute

// Latency is a distribution of delays: fixed, uniform or lognormal. The zero
// value is no delay. Values are comparable.
type Latency struct {
	low, high time.Duration // of a uniform one; equal when fixed; the median when lognormal
	sigma     float64       // of the logarithm; over 0 when lognormal
}

// ParseLatency reads a distribution of delays:
//
//	50ms                   always 50 ms
//	10ms..400ms            uniform between the two
//	lognormal(50ms, 0.5)   lognormal with median 50 ms; 0.5 is the standard
//	                       deviation of its natural logarithm, so that about two
//	                       in three delays lie between 50/e^0.5 and 50*e^0.5 ms
//	0 or empty             none
//
// Delays are at most 10 minutes: a longer one is an error, and the tail of a
// lognormal one is cut there.
func ParseLatency(s string) (Latency, error) {
	var l Latency
	var err error
	switch body, isLog := strings.CutPrefix(s, "lognormal("); {
	case s == "" || s == "0":
		return Latency{}, nil
	case isLog:
		l, err = parseLognormal(body)
	default:
		l, err = parseRange(s)
	}
	if err != nil {
		return Latency{}, fmt.Errorf("latency %q: %w; want 50ms, 10ms..400ms or lognormal(50ms, 0.5)", s, err)
	}
	return l, nil
}

func parseRange(s string) (l Latency, err error) {
	from, to, isRange := strings.Cut(s, "..")
	if l.low, err = parseDelay(from); err != nil {
		return l, err
	}
	l.high = l.low
	if isRange {
		l.high, err = parseDelay(to)
	}
	if err == nil && l.high < l.low {
		err = fmt.Errorf("%v is over %v", l.low, l.high)
	}
	return l, err
}

func parseLognormal(body string) (l Latency, err error) {
	body, closed := strings.CutSuffix(body, ")")
	median, sigma, both := strings.Cut(body, ",")
	if !closed || !both {
		return l, fmt.Errorf("lognormal needs a median and a sigma in parentheses")
	}
	if l.low, err = parseDelay(median); err != nil {
		return l, err
	}
	l.high = l.low
	l.sigma, err = strconv.ParseFloat(strings.TrimSpace(sigma), 64)
	if err != nil || !(l.sigma > 0 && l.sigma <= 5) {
		return l, fmt.Errorf("sigma must be a number over 0 and at most 5")
	}
	return l, nil
}

func parseDelay(s string) (time.Duration, error) {
	d, err := time.ParseDuration(strings.TrimSpace(s))
	switch {
	case err != nil:
		return 0, fmt.Errorf("%q is no duration", s)
	case d < 0 || d > maxLatency:
		return 0, fmt.Errorf("%v is not between 0 and %v", d, maxLatency)
	}
	return d, nil
}

// Sample draws a delay. It draws from r only if the delay is not fixed.
func (l Latency) Sample(r *rand.Rand) time.Duration {
	switch {
	case l.sigma > 0:
		d := float64(l.low) * math.Exp(l.sigma*r.NormFloat64())
		return time.Duration(min(d, float64(maxLatency)))
	case l.high > l.low:
		return l.low + time.Duration(r.Int64N(int64(l.high-l.low)+1))
	}
	return l.low
}

// String is the form that [ParseLatency] reads; "0" is no delay.
func (l Latency) String() string {
	switch {
	case l.sigma > 0:
		return fmt.Sprintf("lognormal(%v, %v)", l.low, l.sigma)
	case l.high > l.low:
		return fmt.Sprintf("%v..%v", l.low, l.high)
	case l.low == 0:
		return "0"
	}
	return l.low.String()
}

// MarshalText gives the form that [ParseLatency] reads.
func (l Latency) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText is [ParseLatency].
func (l *Latency) UnmarshalText(text []byte) (err error) {
	*l, err = ParseLatency(string(text))
	return err
}
