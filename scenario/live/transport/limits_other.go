//go:build !linux && !darwin

package transport

// MachineLimits reads what there is; here nothing is known.
func MachineLimits() (Limits, error) { return Limits{}, nil }
