package transport

import (
	"crypto/tls"
	"sync"
	"time"

	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/live/wire"
)

// Defaults of a [Config].
const (
	DefaultConnections = 6        // a host's connections on a device over HTTP/1.1
	DefaultMaxBody     = 10 << 20 // bytes
	DefaultBodies      = 256 << 20
)

// maxHostname is the length of the longest name of a host (RFC 1035, section 2.3.4).
const maxHostname = 255

// Config says how the clients of a run reach the network.
type Config struct {
	// Clients is how many there will be. It decides whether one loopback address
	// has ports enough for them; see [Need].
	Clients int
	// Connections is how many each may have open; zero means
	// [DefaultConnections].
	Connections int
	// Shared, if not zero, is how many connections all clients have together, in
	// one pool.
	Shared int
	// Resend makes the clients send again what a device would: see the package's
	// documentation. Others than devices must not, where a server counts what it does.
	Resend bool
	// MaxBody is how many bytes an answer's body may have, also when unpacked;
	// zero means [DefaultMaxBody].
	MaxBody int64
	// Bodies is how many bytes the bodies of all answers in flight may take together;
	// zero means [DefaultBodies]. An answer that has no room fails. It is in flight
	// from when its body begins to come until its call has returned or, after
	// [Call.Hold], was released.
	Bodies int64
	// TLS is what https targets are met with; nil trusts the system's roots. The
	// protocol is HTTP/1.1 whatever it says.
	TLS *tls.Config
	// AllowHost decides which hosts may be connected to, redirects included. It
	// gets the name or address without the port, and must be safe for concurrent
	// use. Nil allows all.
	AllowHost func(host string) bool
}

func (c Config) withDefaults() Config {
	if c.Connections == 0 {
		c.Connections = DefaultConnections
	}
	if c.MaxBody == 0 {
		c.MaxBody = DefaultMaxBody
	}
	if c.Bodies == 0 {
		c.Bodies = DefaultBodies
	}
	if c.TLS == nil {
		c.TLS = &tls.Config{}
	}
	c.TLS = c.TLS.Clone()
	c.TLS.NextProtos = []string{"http/1.1"}
	return c
}

// connections is how many all clients together may have open.
func (c Config) connections() int {
	if c.Shared > 0 {
		return c.Shared
	}
	return c.Clients * c.Connections
}

// Transport is what the clients of a run have in common. It is safe for
// concurrent use.
type Transport struct {
	config Config
	shared *pool // nil if each client has its own

	memory  *wire.Memory // for bodies
	buffers sync.Pool    // of *buffers, for connections in use
	blocks  sync.Pool    // of *block, for files and large answers under way
}

// New makes a transport. Nothing is connected before the first call.
func New(config Config) *Transport {
	t := &Transport{config: config.withDefaults()}
	t.memory = wire.NewMemory(t.config.Bodies)
	t.buffers.New, t.blocks.New = newBuffers, newBlock
	if t.config.Shared > 0 {
		t.shared = newPool(t.config.Shared)
	}
	return t
}

// Close closes the pool that clients share, if they do; see [Client.Close].
func (t *Transport) Close() {
	if t.shared != nil {
		t.shared.close()
	}
}

// Client gives the client of a number, counted from zero. Each call makes a
// new one, with no connection yet.
func (t *Transport) Client(number int) *Client {
	c := &Client{transport: t, number: number, pool: t.shared}
	if c.pool == nil {
		c.pool = newPool(t.config.Connections)
	}
	return c
}

// Client is the network of one virtual client. It is safe for concurrent use.
type Client struct {
	transport *Transport
	number    int
	pool      *pool
}

// Call prepares a request; its timeout counts from here. r must not be changed
// until [Call.Do] has returned.
func (c *Client) Call(r *wx.Request) *Call {
	call := &Call{}
	c.Prepare(call, r)
	return call
}

// Prepare is Call for a zero call that stands in an object of the caller's.
func (c *Client) Prepare(call *Call, r *wx.Request) {
	timeout := r.Timeout
	if timeout == 0 {
		timeout = wx.DefaultTimeout
	}
	call.client, call.request = c, r
	call.deadline, call.memory = time.Now().Add(timeout), c.transport.memory.Open()
}

// Close closes the client's own connections, those in use included, whose calls
// then fail as interrupted, and so does every later call. It waits for nothing. A
// call that is just connecting ends at its deadline or when it is aborted.
// Connections that clients share are left alone.
func (c *Client) Close() {
	if c.pool != c.transport.shared {
		c.pool.close()
	}
}

// allows reports whether a host may be connected to.
func (t *Transport) allows(host string) bool {
	return t.config.AllowHost == nil || t.config.AllowHost(host)
}
