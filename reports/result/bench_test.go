package result

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/wxload/wxload/reports"
)

// aSecond are the samples of a second of 1 000 requests with ten names.
func aSecond() []reports.Samples {
	r := rand.New(rand.NewPCG(1, 1))
	var names []string
	for i := range 10 {
		names = append(names, fmt.Sprintf("page.%d", i))
	}
	rec := reports.NewRecorder(names)
	rec.Follow()
	for i := range 1000 {
		d := 5*time.Millisecond + time.Duration(r.ExpFloat64()*float64(30*time.Millisecond))
		rec.HTTP(i%10, d)
		rec.Request(i%10, d+d/3)
		if i%10 == 0 {
			rec.Login(2 * d)
		}
	}
	return rec.Recent()
}

// BenchmarkWrite is what a second of a run costs beside its load.
func BenchmarkWrite(b *testing.B) {
	var file bytes.Buffer
	w, samples := NewWriter(&file, Head{}), aSecond()
	file.Reset()
	b.ReportAllocs()
	for b.Loop() {
		if err := w.Second(reports.Second{}, samples); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(file.Len())/float64(b.N), "bytes/second")
}

// BenchmarkMerge reads ten minutes of two shards.
func BenchmarkMerge(b *testing.B) {
	const seconds = 600
	var files [2]bytes.Buffer
	for i := range files {
		w, samples := NewWriter(&files[i], Head{Started: start(), Of: 2, Shards: []int{i + 1}}), aSecond()
		for s := range seconds {
			_ = w.Second(reports.Second{AtMS: float64(1000 * (s + 1))}, samples)
		}
		_ = w.End()
	}
	for b.Loop() {
		r, err := Read([]Input{{"1", bytes.NewReader(files[0].Bytes())}, {"2", bytes.NewReader(files[1].Bytes())}}, nil)
		if err != nil {
			b.Fatal(err)
		}
		r.Judged()
	}
}
