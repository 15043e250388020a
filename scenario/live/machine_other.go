//go:build !linux

package live

// memoryBytes is the machine's memory; zero where it is not known.
func memoryBytes() int64 { return 0 }
