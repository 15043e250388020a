package result

import (
	"bytes"
	"io"

	"github.com/wxload/wxload/reports"
)

// Writer writes a result while its run goes on. After an error it writes nothing more,
// and returns that error. It is not safe for concurrent use.
type Writer struct {
	w   io.Writer
	hdr *hdrEncoder
	err error
}

// NewWriter begins a result. Each call of a method is one write to w.
func NewWriter(w io.Writer, head Head) *Writer {
	head.Schema = Schema
	out := &Writer{w: w, hdr: newHDREncoder()}
	var first bytes.Buffer
	first.WriteString(magic)
	if out.err = writeFrame(&first, kindHead, head); out.err == nil {
		_, out.err = w.Write(first.Bytes())
	}
	return out
}

// Second adds a second, with the samples of it.
func (w *Writer) Second(s reports.Second, samples []reports.Samples) error {
	second := Second{Second: s, Histograms: []Histogram{}}
	for i := range samples {
		hdr, err := w.hdr.encode(samples[i].Buckets)
		if err != nil {
			return w.fail(err)
		}
		one := &samples[i]
		second.Histograms = append(second.Histograms, Histogram{one.Metric, one.Name, one.Min, one.Max, one.Sum, bytes.Clone(hdr)})
	}
	return w.frame(kindSecond, second)
}

// Totals adds what was counted up to now, in the place of the totals before.
func (w *Writer) Totals(t Totals) error {
	t.Report = counted(t.Report)
	return w.frame(kindTotals, t)
}

// counted is a report without what follows from its seconds and thresholds.
func counted(r *reports.Report) *reports.Report {
	plain := *r
	plain.Latency, plain.Series, plain.Outages, plain.Thresholds, plain.Verdict, plain.Requests.ByTag = reports.Latency{}, nil, nil, nil, "", nil
	return &plain
}

// End ends the result: the totals before are those of the end.
func (w *Writer) End() error { return w.frame(kindEnd, struct{}{}) }

// Err is why the result is not whole; nil where nothing failed.
func (w *Writer) Err() error { return w.err }

func (w *Writer) frame(kind byte, payload any) error {
	if w.err != nil {
		return w.err
	}
	return w.fail(writeFrame(w.w, kind, payload))
}

func (w *Writer) fail(err error) error {
	if w.err == nil {
		w.err = err
	}
	return w.err
}
