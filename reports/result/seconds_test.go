package result

import (
	"bytes"
	"errors"
	"testing"

	"github.com/wxload/wxload/reports"
)

func TestSecondsAreHandedOverWithAllThatWasMeasured(t *testing.T) {
	file := wholeRun(t, 1)
	var at []float64
	sends := map[string]int64{}
	r, err := ReadSeconds([]Input{{"run.wxr", bytes.NewReader(file)}}, func(s reports.Second, samples []reports.Samples) error {
		at = append(at, s.AtMS)
		for _, of := range samples {
			sends[of.Metric+" "+of.Name] += of.Count()
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	report := r.Report()
	if len(at) != len(report.Series) || len(at) != 3 || at[2] != 3000 {
		t.Errorf("seconds that end at %v ms", at)
	}
	if sends["http home"] != report.Latency.HTTP.Count || sends["login "] != report.Latency.Login.Count || sends["login "] != 3 {
		t.Errorf("samples: %v", sends)
	}
}

func TestAnErrorOfWhoTakesTheSecondsEndsTheReading(t *testing.T) {
	enough := errors.New("enough")
	seconds := 0
	_, err := ReadSeconds([]Input{{"run.wxr", bytes.NewReader(wholeRun(t, 1))}}, func(reports.Second, []reports.Samples) error {
		seconds++
		return enough
	})
	if !errors.Is(err, enough) || seconds != 1 {
		t.Errorf("%v after %d seconds", err, seconds)
	}
}
