package otlp

import (
	"strings"
	"time"

	dto "github.com/prometheus/client_model/go"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
)

// converted is a family of metrics as OpenTelemetry has it.
func converted(family *dto.MetricFamily, begun, at time.Time) metricdata.Metrics {
	m := metricdata.Metrics{Name: family.GetName(), Description: family.GetHelp()}
	if strings.HasSuffix(m.Name, "_seconds") {
		m.Unit = "s"
	}
	switch family.GetType() {
	case dto.MetricType_HISTOGRAM:
		h := metricdata.ExponentialHistogram[float64]{Temporality: metricdata.CumulativeTemporality}
		for _, one := range family.GetMetric() {
			p := histogram(one.GetHistogram())
			p.Attributes, p.StartTime, p.Time = attributes(one), begun, at
			h.DataPoints = append(h.DataPoints, p)
		}
		m.Data = h
	case dto.MetricType_COUNTER:
		sum := metricdata.Sum[int64]{Temporality: metricdata.CumulativeTemporality, IsMonotonic: true}
		for _, one := range family.GetMetric() {
			sum.DataPoints = append(sum.DataPoints, metricdata.DataPoint[int64]{Attributes: attributes(one), StartTime: begun, Time: at, Value: int64(one.GetCounter().GetValue())})
		}
		m.Data = sum
	default: // a gauge
		var gauge metricdata.Gauge[float64]
		for _, one := range family.GetMetric() {
			gauge.DataPoints = append(gauge.DataPoints, metricdata.DataPoint[float64]{Attributes: attributes(one), Time: at, Value: one.GetGauge().GetValue()})
		}
		m.Data = gauge
	}
	return m
}

func attributes(m *dto.Metric) attribute.Set {
	var all []attribute.KeyValue
	for _, label := range m.GetLabel() {
		all = append(all, attribute.String(label.GetName(), label.GetValue()))
	}
	return attribute.NewSet(all...)
}

// histogram is a native histogram without its classic buckets. Both count by powers of a
// base, 2^(2^-scale), but number the buckets differently: number i ends at base^i in
// Prometheus, and at base^(i+1) in OpenTelemetry.
func histogram(h *dto.Histogram) metricdata.ExponentialHistogramDataPoint[float64] {
	p := metricdata.ExponentialHistogramDataPoint[float64]{Count: h.GetSampleCount(), Sum: h.GetSampleSum(), Scale: h.GetSchema(),
		ZeroCount: h.GetZeroCount(), ZeroThreshold: h.GetZeroThreshold()}
	count, delta := int64(0), 0
	for i, span := range h.GetPositiveSpan() {
		if i == 0 {
			p.PositiveBucket.Offset = span.GetOffset() - 1
		} else { // empty buckets between two spans
			p.PositiveBucket.Counts = append(p.PositiveBucket.Counts, make([]uint64, span.GetOffset())...)
		}
		for range span.GetLength() {
			count += h.GetPositiveDelta()[delta]
			delta++
			p.PositiveBucket.Counts = append(p.PositiveBucket.Counts, uint64(count))
		}
	}
	return p
}
