package reports

import "time"

const maxLatency = time.Hour

// milliseconds converts a duration for JSON.
func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
