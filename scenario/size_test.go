package scenario

import (
	"strings"
	"testing"
)

func TestSizesAreWrittenWithTheirUnit(t *testing.T) {
	for text, want := range map[string]Size{"256MB": 256 << 20, "1 GB": 1 << 30, "1.5MB": 3 << 19, "1024KB": 1 << 20, "'2MB'": 2 << 20} {
		s, err := Parse("x.yaml", []byte("platform: {bodies: "+text+"}\nflow: [launch, {page: a, requests: [GET /a]}]"), Options{})
		if err == nil && s.Platform.Bodies == want {
			continue
		}
		t.Errorf("%s: got %v, error %v", text, s, err)
	}
}

func TestSizesThatCannotBeMeantAreRefused(t *testing.T) {
	for text, want := range map[string]string{
		"256":     "expected a size such as 64MB from 1MB to 64GB, got 256; write the unit: 256MB or 256KB",
		"256mb":   "expected a size such as 64MB",
		"MB":      "expected a size such as 64MB",
		"-3MB":    "got -3MB",
		"1KB":     "from 1MB to 64GB, got 1KB",
		"0MB":     "from 1MB to 64GB, got 0 bytes",
		"65GB":    "of at most 64GB, got 65GB",
		"1e300MB": "expected a size such as 64MB",
		"nanMB":   "expected a size such as 64MB",
		"[]":      "expected a size such as 64MB",
	} {
		_, err := Parse("x.yaml", []byte("platform: {bodies: "+text+"}\nflow: [launch]"), Options{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one with %q", text, err, want)
		}
	}
}

func TestASizeIsShownInTheLargestUnitThatFits(t *testing.T) {
	for size, want := range map[Size]string{256 << 20: "256MB", 1 << 30: "1GB", 3 << 19: "1536KB", 1000: "1000 bytes", 0: "0 bytes"} {
		if got := size.String(); got != want {
			t.Errorf("%d: %s, want %s", int64(size), got, want)
		}
	}
}
