// Package metrics shows a run to Prometheus while it goes on: counts as they stand about
// once a second, latencies as histograms, classic and native. All names begin with
// wxload_, and each series has the label run.
package metrics
