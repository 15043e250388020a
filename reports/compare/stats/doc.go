// Package stats has the statistics that runs are compared with, as pure functions: exact
// tests of ranks and counts, their correction for several metrics, and the bootstrap.
package stats
