package remotewrite

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"time"

	dto "github.com/prometheus/client_model/go"
	"google.golang.org/protobuf/encoding/protowire"
)

// The numbers of the fields, from https://buf.build/prometheus/prometheus: a WriteRequest
// has series, a series has labels and samples.
const (
	requestSeries  protowire.Number = 1
	seriesLabels   protowire.Number = 1
	seriesSamples  protowire.Number = 2
	labelName      protowire.Number = 1
	labelValue     protowire.Number = 2
	sampleValue    protowire.Number = 1
	sampleTime     protowire.Number = 2 // in milliseconds
	nameOfTheName                   = "__name__"
	labelOfBuckets                  = "le"
)

// label is a label of a series; its name is one, too.
type label struct{ name, value string }

// request is a WriteRequest that is being made.
type request struct {
	bytes []byte
	at    int64
}

// encode is the metrics as a WriteRequest. Latencies are classic histograms, which every
// version of Prometheus keeps.
func encode(at time.Time, families []*dto.MetricFamily) []byte {
	r := &request{at: at.UnixMilli()}
	for _, family := range families {
		for _, one := range family.GetMetric() {
			r.metric(family.GetName(), family.GetType(), one)
		}
	}
	return r.bytes
}

func (r *request) metric(name string, kind dto.MetricType, m *dto.Metric) {
	labels := make([]label, 0, len(m.GetLabel())+2)
	for _, l := range m.GetLabel() {
		labels = append(labels, label{l.GetName(), l.GetValue()})
	}
	switch kind {
	case dto.MetricType_HISTOGRAM:
		h := m.GetHistogram()
		for _, b := range h.GetBucket() {
			r.series(name+"_bucket", append(labels, label{labelOfBuckets, number(b.GetUpperBound())}), float64(b.GetCumulativeCount()))
		}
		r.series(name+"_bucket", append(labels, label{labelOfBuckets, "+Inf"}), float64(h.GetSampleCount()))
		r.series(name+"_count", labels, float64(h.GetSampleCount()))
		r.series(name+"_sum", labels, h.GetSampleSum())
	case dto.MetricType_COUNTER:
		r.series(name, labels, m.GetCounter().GetValue())
	default: // a gauge
		r.series(name, labels, m.GetGauge().GetValue())
	}
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// series adds a series with one sample. Its labels are in order, as the protocol wants
// them; an empty one is none.
func (r *request) series(name string, labels []label, value float64) {
	labels = append(slices.Clone(labels), label{nameOfTheName, name})
	slices.SortFunc(labels, func(a, b label) int { return cmp.Compare(a.name, b.name) })
	var one []byte
	for _, l := range labels {
		if l.value != "" {
			one = field(one, seriesLabels, text(text(nil, labelName, l.name), labelValue, l.value))
		}
	}
	sample := protowire.AppendFixed64(protowire.AppendTag(nil, sampleValue, protowire.Fixed64Type), math.Float64bits(value))
	sample = protowire.AppendVarint(protowire.AppendTag(sample, sampleTime, protowire.VarintType), uint64(r.at))
	r.bytes = field(r.bytes, requestSeries, field(one, seriesSamples, sample))
}

func field(to []byte, number protowire.Number, message []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(to, number, protowire.BytesType), message)
}

func text(to []byte, number protowire.Number, s string) []byte {
	return protowire.AppendString(protowire.AppendTag(to, number, protowire.BytesType), s)
}
