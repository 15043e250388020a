package transport

import (
	"context"
	"crypto/tls"
	"net"
	"net/url"
	"strings"
	"time"
)

// origin is where a connection leads to.
type origin struct {
	tls  bool
	host string // with the port if the URL has one
}

// address gives the host without and the address with the port.
func (o origin) address() (host, address string) {
	u := url.URL{Host: o.host}
	port := u.Port()
	switch {
	case port != "":
	case o.tls:
		port = "443"
	default:
		port = "80"
	}
	return u.Hostname(), net.JoinHostPort(resolvable(u.Hostname()), port)
}

// resolvable is the name that the system is asked for. As in Chromium, localhost and
// the names below it are this machine, whatever a resolver says of them.
//
// Chromium: net/base/url_util.cc, HostStringIsLocalhost
func resolvable(host string) string {
	name := strings.ToLower(strings.TrimSuffix(host, "."))
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return "localhost"
	}
	return host
}

// dial makes a connection in the place that the pool has given.
func (c *Call) dial(to origin) (*conn, error) {
	start := time.Now()
	made, err := c.open(to)
	c.stats.Connect += time.Since(start)
	if poolErr := c.client.pool.dialed(made); err == nil {
		err = poolErr
	}
	return made, err
}

func (c *Call) open(to origin) (*conn, error) {
	ctx, cancel := context.WithDeadline(context.Background(), c.deadline)
	defer cancel()
	if err := c.enter(cancel); err != nil {
		return nil, err
	}
	defer c.leave()
	t := c.client.transport
	host, address := to.address()
	if !t.allows(host) {
		return nil, errHost
	}
	// No TCP keep-alive: it costs system calls, and a dead peer ends at the deadline.
	dialer := net.Dialer{KeepAlive: -1}
	if ip := t.config.source(c.client.number, host); ip != nil {
		dialer.LocalAddr = &net.TCPAddr{IP: ip}
	}
	tcp, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	if !to.tls {
		return newConn(to, tcp, tcp, &t.buffers), nil
	}
	stream, err := t.handshake(ctx, tcp, host)
	if err != nil {
		tcp.Close()
		return nil, err
	}
	return newConn(to, tcp, stream, &t.buffers), nil
}

func (t *Transport) handshake(ctx context.Context, tcp net.Conn, host string) (net.Conn, error) {
	config := t.config.TLS
	if config.ServerName == "" {
		config = config.Clone()
		config.ServerName = host
	}
	stream := tls.Client(tcp, config)
	return stream, stream.HandshakeContext(ctx)
}
