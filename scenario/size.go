package scenario

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Size is an amount of memory in bytes.
type Size int64

const patternSize = `^[0-9]+(\.[0-9]+)? ?[KMG]B$`

// units are those of a size, the largest first.
func units() []string { return []string{"GB", "MB", "KB"} }

// bytesIn is 1024, or a power of it.
func bytesIn(unit string) Size {
	switch unit {
	case "GB":
		return 1 << 30
	case "MB":
		return 1 << 20
	case "KB":
		return 1 << 10
	}
	return 1
}

// String writes the size with the largest unit of which it is a whole number.
func (s Size) String() string {
	for _, unit := range units() {
		if n := bytesIn(unit); s != 0 && s%n == 0 {
			return fmt.Sprintf("%d%s", s/n, unit)
		}
	}
	return fmt.Sprintf("%d bytes", int64(s))
}

// parseSize reads a number and its unit. A number alone is refused, as that of a
// duration is.
func parseSize(text string) (Size, error) {
	for _, unit := range units() {
		digits, found := strings.CutSuffix(text, unit)
		if !found {
			continue
		}
		n, err := strconv.ParseFloat(strings.TrimSpace(digits), 64)
		if err != nil || math.IsNaN(n) || math.Abs(n) > 1<<30 {
			return 0, errors.New("")
		}
		return Size(math.Round(n * float64(bytesIn(unit)))), nil
	}
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		return 0, fmt.Errorf("write the unit: %sMB or %sKB", text, text)
	}
	return 0, errors.New("")
}
