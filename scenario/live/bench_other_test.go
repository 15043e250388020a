//go:build !unix

package live_test

import "time"

// Neither is known on this system.
func processorTime() time.Duration { return 0 }

func residentBytes() int64 { return 0 }
