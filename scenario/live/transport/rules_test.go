package transport

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"runtime"
	"syscall"
	"testing"
)

func TestNetworkErrorsAreNamedAsOnADevice(t *testing.T) {
	for _, test := range []struct {
		cause error
		want  string
	}{
		{&net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}, "-102 ERR_CONNECTION_REFUSED"},
		{os.NewSyscallError("read", syscall.ECONNRESET), "-101 ERR_CONNECTION_RESET"},
		{os.NewSyscallError("write", syscall.EPIPE), "-101 ERR_CONNECTION_RESET"},
		{syscall.ECONNABORTED, "-103 ERR_CONNECTION_ABORTED"},
		{syscall.ETIMEDOUT, "-118 ERR_CONNECTION_TIMED_OUT"},
		{syscall.EHOSTUNREACH, "-109 ERR_ADDRESS_UNREACHABLE"},
		{syscall.EADDRNOTAVAIL, "-147 ERR_ADDRESS_IN_USE"},
		{syscall.EMFILE, "-12 ERR_INSUFFICIENT_RESOURCES"},
		{&net.DNSError{Err: "no such host"}, "-105 ERR_NAME_NOT_RESOLVED"},
		{x509.HostnameError{Certificate: &x509.Certificate{}}, "-200 ERR_CERT_COMMON_NAME_INVALID"},
		{x509.CertificateInvalidError{Reason: x509.Expired}, "-201 ERR_CERT_DATE_INVALID"},
		{x509.CertificateInvalidError{Reason: x509.NotAuthorizedToSign}, "-207 ERR_CERT_INVALID"},
		{errors.New("anything else"), "-2 ERR_FAILED"},
	} {
		code, name := cronetCode(fmt.Errorf("wrapped: %w", test.cause))
		if got := code + " " + name; got != test.want {
			t.Errorf("%v: got %s, want %s", test.cause, got, test.want)
		}
	}
}

func TestSourceAddressesAreSpreadOnlyWhereNeeded(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux has all of 127.0.0.0/8")
	}
	for _, test := range []struct {
		clients, connections, shared, number int
		host, want                           string
	}{
		{20_000, 1, 0, 19_999, "127.0.0.1", "<nil>"},
		{3_333, 6, 0, 3_332, "127.0.0.1", "<nil>"},
		{40_000, 1, 0, 0, "127.0.0.1", "127.0.0.2"},
		{40_000, 1, 0, 19_999, "127.0.0.1", "127.0.0.2"},
		{40_000, 1, 0, 20_000, "127.0.0.1", "127.0.0.3"},
		{40_000, 6, 0, 39_999, "localhost", "127.0.0.13"},
		{40_000, 6, 0, 39_999, "LocalHost.", "127.0.0.13"},
		{40_000, 1, 0, 39_999, "192.0.2.1", "<nil>"},
		{40_000, 1, 0, 39_999, "example.com", "<nil>"},
		{40_000, 1, 0, 39_999, "::1", "<nil>"},
		{40_000, 1, 100, 39_999, "127.0.0.1", "<nil>"},
		{1_000, 1, 40_000, 999, "127.0.0.1", "127.0.0.3"},
		{10_000_000, 1, 0, 253 * 20_000, "127.0.0.1", "127.0.1.2"},
	} {
		c := Config{Clients: test.clients, Connections: test.connections, Shared: test.shared}
		if got := c.source(test.number, test.host).String(); got != test.want {
			t.Errorf("%+v: got %s", test, got)
		}
	}
}

// No source address gets more connections than it has ports for.
func TestSourceAddressesAreNotOverfilled(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux has all of 127.0.0.0/8")
	}
	c := Config{Clients: 77_777, Connections: 7}
	filled := map[string]int{}
	for number := range c.Clients {
		filled[c.source(number, "127.0.0.1").String()] += c.Connections
	}
	for address, n := range filled {
		if n > perSource+c.Connections {
			t.Errorf("%d connections from %s", n, address)
		}
	}
}

func TestLimitsRefuseWhatDoesNotFit(t *testing.T) {
	machine := Limits{Files: 20_000, Ports: 28_232}
	for _, test := range []struct {
		name   string
		limits Limits
		need   Need
		want   string // empty if it fits
	}{
		{"small", machine, Need{Clients: 1000, Host: "127.0.0.1"}, ""},
		{"embedded at the limit", machine, Need{Clients: 9_872, Connections: 1, Embedded: true, Host: "127.0.0.1"}, ""},
		{"embedded over it", machine, Need{Clients: 9_873, Connections: 1, Embedded: true, Host: "127.0.0.1"},
			"the run needs 20002 file descriptors, but there are 20000: at most 9872 clients with 1 connection each fit, " +
				"or the servers in a process of their own (each connection here counts twice), or a higher hard limit (ulimit -Hn)"},
		{"too many connections", machine, Need{Clients: 10_000, Host: "127.0.0.1"},
			"the run needs 60256 file descriptors, but there are 20000: at most 1 connections for each of the 10000 clients fit, " +
				"or 3290 clients with 6, or a higher hard limit (ulimit -Hn)"},
		{"shared", machine, Need{Clients: 10_000, Shared: 100, Embedded: true, Host: "127.0.0.1"}, ""},
		{"shared over it", machine, Need{Clients: 10_000, Shared: 20_000, Host: "127.0.0.1"},
			"the run needs 20256 file descriptors, but there are 20000: at most 19744 shared connections fit, or a higher hard limit (ulimit -Hn)"},
		{"ports", Limits{Files: 1 << 20, Ports: 28_232}, Need{Clients: 28_233, Connections: 1, Host: "192.0.2.1"},
			"the run needs 28233 local ports, but there are 28232: at most 28232 clients with 1 connection each fit"},
		{"nothing known", Limits{}, Need{Clients: 1 << 20, Host: "192.0.2.1"}, ""},
		{"hardly any files", Limits{Files: 100}, Need{Clients: 1, Connections: 1},
			"the run needs 257 file descriptors, but there are 100: not even one connection fits, or a higher hard limit (ulimit -Hn)"},
	} {
		err := test.limits.Check(test.need)
		if got := fmt.Sprint(err); got != test.want && !(err == nil && test.want == "") {
			t.Errorf("%s:\n got %s\nwant %s", test.name, got, test.want)
		}
	}
}

func TestLoopbackPortsAreNoLimitWhereTheyAreSpread(t *testing.T) {
	err := Limits{Files: 1 << 20, Ports: 28_232}.Check(Need{Clients: 100_000, Connections: 1, Host: "127.0.0.1"})
	if spread := runtime.GOOS == "linux"; (err == nil) != spread {
		t.Errorf("got %v", err)
	}
}

func TestMachineLimitsAreReadable(t *testing.T) {
	limits, err := MachineLimits()
	if err != nil || limits.Files < 0 || limits.Ports < 0 {
		t.Errorf("got %+v, %v", limits, err)
	}
}
