//go:build linux || darwin

package transport

import (
	"fmt"
	"math"
	"os"
	"syscall"
)

// MachineLimits raises the process's soft limit of file descriptors to the hard
// one and reads what there is.
func MachineLimits() (Limits, error) {
	var files syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files); err != nil {
		return Limits{}, fmt.Errorf("reading the limit of file descriptors: %w", err)
	}
	if files.Cur < files.Max {
		raised := syscall.Rlimit{Cur: files.Max, Max: files.Max}
		// macOS refuses an unlimited hard limit; what there was then stays.
		if syscall.Setrlimit(syscall.RLIMIT_NOFILE, &raised) == nil {
			files = raised
		}
	}
	return Limits{Files: int(min(files.Cur, math.MaxInt32)), Ports: ports(os.ReadFile)}, nil
}

// defaultPorts is the size of IANA's range of ephemeral ports, macOS's default.
const defaultPorts = 65535 - 49152 + 1

// ports reads how many local ports there are for connections.
func ports(readFile func(string) ([]byte, error)) int {
	text, err := readFile("/proc/sys/net/ipv4/ip_local_port_range")
	if err != nil {
		return defaultPorts
	}
	var first, last int
	if _, err := fmt.Sscan(string(text), &first, &last); err != nil || first > last {
		return defaultPorts
	}
	return last - first + 1
}
