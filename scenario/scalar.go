package scenario

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/wxload/wxload/mockwx"
	"github.com/wxload/wxload/reports"
)

// maxText bounds a text that is not a JSON body.
const maxText = 2000

// scalar is a type of value that is written as one word.
type scalar struct {
	want    string                    // completes "expected …"
	parse   func(string) (any, error) // an error is a hint for people
	schema  string                    // its JSON Schema type
	pattern string                    // and pattern, where a text has one
}

const (
	patternDuration = `^([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$|^0$`
	patternShare    = `^[0-9]+(\.[0-9]+)? ?%$`
)

// scalarOf returns the scalar that a Go type is written as, or nil.
func scalarOf(t reflect.Type) *scalar {
	switch t {
	case reflect.TypeFor[time.Duration]():
		return &scalar{want: "a duration such as 200ms or 1.5s", parse: anyOf(parseDuration), schema: "string", pattern: patternDuration}
	case reflect.TypeFor[Share]():
		return &scalar{want: "a share from 0% to 100%", parse: anyOf(parseShare), schema: "share", pattern: patternShare}
	case reflect.TypeFor[Size]():
		return &scalar{want: "a size such as 64MB", parse: anyOf(parseSize), schema: "string", pattern: patternSize}
	case reflect.TypeFor[Range]():
		return &scalar{want: "a time such as 2s or a range such as 1s..3s", parse: anyOf(parseRange), schema: "string"}
	case reflect.TypeFor[mockwx.Latency]():
		return &scalar{want: "a latency: 50ms, 10ms..400ms or lognormal(50ms, 0.5)", parse: anyOf(parseLatency), schema: "string"}
	case reflect.TypeFor[mockwx.Rotation]():
		return &scalar{want: "always, never or a period such as 6h", parse: anyOf(parseRotation), schema: "string"}
	case reflect.TypeFor[reports.Threshold]():
		return &scalar{want: "a threshold such as duplicate_logins == 0", parse: anyOf(parseThreshold), schema: "string"}
	}
	switch t.Kind() {
	case reflect.String:
		return &scalar{want: "a text", parse: anyOf(parseText), schema: "string"}
	case reflect.Bool:
		return &scalar{want: "true or false", parse: anyOf(parseBool), schema: "boolean"}
	case reflect.Int:
		return &scalar{want: "a whole number", parse: anyOf(strconv.Atoi), schema: "integer"}
	case reflect.Uint64:
		return &scalar{want: "a whole number of at least 0", parse: anyOf(parseUint), schema: "integer"}
	case reflect.Float64:
		return &scalar{want: "a number", parse: anyOf(parseNumber), schema: "number"}
	default:
		return nil
	}
}

// anyOf drops the static type of what a function parses. What strconv says
// about a number is not for people, so its errors lose their text.
func anyOf[T any](parse func(string) (T, error)) func(string) (any, error) {
	return func(text string) (any, error) {
		value, err := parse(text)
		var numeric *strconv.NumError
		if errors.As(err, &numeric) {
			err = errors.New("")
		}
		return value, err
	}
}

func parseText(text string) (string, error) {
	if len(text) > maxText {
		return "", fmt.Errorf("it has %d bytes, %d are allowed", len(text), maxText)
	}
	return text, nil
}

func parseBool(text string) (bool, error) {
	switch text {
	case "true":
		return true, nil
	case "false":
		return false, nil
	case "yes", "on", "True", "TRUE", "Yes", "On":
		return false, errors.New("write true")
	case "no", "off", "False", "FALSE", "No", "Off":
		return false, errors.New("write false")
	}
	return false, errors.New("")
}

func parseUint(text string) (uint64, error) { return strconv.ParseUint(text, 10, 64) }

func parseNumber(text string) (float64, error) {
	n, err := strconv.ParseFloat(text, 64)
	if err == nil && (math.IsNaN(n) || math.IsInf(n, 0)) {
		return 0, errors.New("write a finite number")
	}
	return n, err
}

// parseDuration reads Go's syntax. A plain number is refused, since nobody can
// know whether it means seconds, as in YAML tools, or milliseconds, as in JavaScript.
func parseDuration(text string) (time.Duration, error) {
	if n, err := strconv.ParseFloat(text, 64); err == nil && n != 0 {
		return 0, fmt.Errorf("write the unit: %sms or %ss", text, text)
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		return 0, errors.New("")
	}
	return d, nil
}

func parseShare(text string) (Share, error) {
	digits, percent := strings.CutSuffix(text, "%")
	n, err := strconv.ParseFloat(strings.TrimSpace(digits), 64)
	if err != nil || math.IsNaN(n) {
		return 0, errors.New("")
	}
	if percent {
		n /= 100
	}
	if n > 1 && n <= 100 && !percent {
		return 0, fmt.Errorf("write %s%%", text)
	}
	if n < 0 || n > 1 {
		return 0, errors.New("")
	}
	return Share(n), nil
}

func parseRange(text string) (Range, error) {
	low, high, isRange := strings.Cut(text, "..")
	if !isRange {
		high = low
	}
	shortest, err := parseDuration(strings.TrimSpace(low))
	if err != nil {
		return Range{}, err
	}
	longest, err := parseDuration(strings.TrimSpace(high))
	if err != nil {
		return Range{}, err
	}
	if longest < shortest && isRange {
		return Range{}, fmt.Errorf("write the shorter time first: %s..%s", strings.TrimSpace(high), strings.TrimSpace(low))
	}
	return Range{shortest, longest}, nil
}

// The three below take from an error of another package the part that is not
// said by "expected …, got …" already.

func parseLatency(text string) (mockwx.Latency, error) {
	latency, err := mockwx.ParseLatency(text)
	if err != nil && errors.Unwrap(err) != nil {
		err = errors.Unwrap(err)
	}
	return latency, err
}

func parseRotation(text string) (mockwx.Rotation, error) {
	rotation, err := mockwx.ParseRotation(text)
	if err != nil {
		err = errors.New("")
	}
	return rotation, err
}

func parseThreshold(text string) (reports.Threshold, error) {
	threshold, err := reports.ParseThreshold(text)
	var problem *reports.ThresholdError
	if errors.As(err, &problem) {
		err = fmt.Errorf("at its character %d: %s", problem.Column, problem.Message)
	}
	return threshold, err
}
