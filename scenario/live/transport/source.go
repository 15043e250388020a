package transport

import (
	"net"
	"net/netip"
	"runtime"
	"strings"
)

// perSource is how many connections leave from one loopback address. Linux has
// 28 232 ports for them by default; the rest is room for those that wait out
// their minute in TIME-WAIT.
const perSource = 20_000

// source gives the address from which a client connects to a host; nil leaves
// it to the system. Where the connections of all clients are more than one
// loopback address has ports for, they are spread over 127.0.0.2, 127.0.0.3 …:
// client n's leave from address 2 + n·connections/perSource.
func (c Config) source(number int, host string) net.IP {
	total := c.connections()
	if total <= perSource || !canSpread(host) {
		return nil
	}
	return loopback(number * (total / c.Clients) / perSource)
}

// loopback gives the address that comes n after 127.0.0.2, leaving out .0, .1
// and .255 of every 256.
func loopback(n int) net.IP {
	const usable = 253
	return net.IPv4(127, byte(n/usable/256), byte(n/usable), byte(2+n%usable))
}

// canSpread reports whether connections to a host may leave from any address
// that starts with 127. Linux alone has them all without being told.
func canSpread(host string) bool {
	if runtime.GOOS != "linux" {
		return false
	}
	host = strings.TrimSuffix(host, ".")
	ip, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || err == nil && ip.Is4() && ip.IsLoopback()
}
