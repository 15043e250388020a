package transport

import "fmt"

// reserve is how many file descriptors a run needs beside its clients'
// connections: standard streams, listeners, databases, reports, the servers'
// own calls.
const reserve = 256

// Need is what a run asks of the machine.
type Need struct {
	Clients     int
	Connections int // of each client; zero means [DefaultConnections]
	Shared      int // connections of all clients together, if they share
	// Embedded says that the servers are in the same process, which then holds
	// both ends of each connection.
	Embedded bool
	// Others is how many descriptors further connections of the run take.
	Others int
	// Host is where the clients connect to, without the port.
	Host string
}

// Limits is what the machine has. Zero means that it is not known, and is not
// checked.
type Limits struct {
	Files int // descriptors that this process may have open
	Ports int // from which one address can connect to one server
}

// LimitError is a run that the machine cannot hold.
type LimitError struct {
	What string // what it would run out of
	Need int
	Have int
	Hint string // what to change
}

// Error says what is too little, and what to change.
func (e *LimitError) Error() string {
	return fmt.Sprintf("the run needs %d %s, but there are %d: %s", e.Need, e.What, e.Have, e.Hint)
}

// Check compares what a run needs, when each client uses all of its connections,
// with what there is. A run that does not fit is a [*LimitError].
func (l Limits) Check(n Need) error {
	config := Config{Clients: n.Clients, Connections: n.Connections, Shared: n.Shared}.withDefaults()
	connections := config.connections()
	ends := 1
	if n.Embedded {
		ends = 2
	}
	if files := connections*ends + n.Others + reserve; l.Files > 0 && files > l.Files {
		return &LimitError{"file descriptors", files, l.Files, filesHint(config, n, (l.Files-n.Others-reserve)/ends)}
	}
	if l.Ports > 0 && connections > l.Ports && !canSpread(n.Host) {
		return &LimitError{"local ports", connections, l.Ports, fits(config, l.Ports)}
	}
	return nil
}

func filesHint(c Config, n Need, connections int) string {
	hint := fits(c, connections)
	if n.Embedded {
		hint += ", or the servers in a process of their own (each connection here counts twice)"
	}
	return hint + ", or a higher hard limit (ulimit -Hn)"
}

// fits says what so many connections would be enough for.
func fits(c Config, connections int) string {
	switch {
	case connections <= 0:
		return "not even one connection fits"
	case c.Shared > 0:
		return fmt.Sprintf("at most %d shared connections fit", connections)
	case connections < c.Clients:
		return fmt.Sprintf("at most %d clients with 1 connection each fit", connections)
	case connections/c.Connections == 0:
		return fmt.Sprintf("at most %d connections a client fit", connections/c.Clients)
	}
	return fmt.Sprintf("at most %d connections for each of the %d clients fit, or %d clients with %d",
		connections/c.Clients, c.Clients, connections/c.Connections, c.Connections)
}
