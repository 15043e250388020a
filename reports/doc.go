// Package reports turns the counts of a run into a verdict: latency histograms,
// thresholds, books that must balance, and one writer for each output format.
//
// A run gives each of its workers a [Recorder] and merges them when it is over.
// It fills a [Report] with its counts, has the books checked by [CheckBooks] and
// the thresholds by [Report.Judge], and hands the report to [Write].
//
// The package never receives a token, a code or a session_key; texts of
// examples come in ready for people to read.
package reports
