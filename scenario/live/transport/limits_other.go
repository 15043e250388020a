//go:build !linux && !darwin

package transport

// MachineLimits knows nothing on this system.
func MachineLimits() (Limits, error) { return Limits{}, nil }
