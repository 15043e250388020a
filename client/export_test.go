package client

// StateSize is the number of things that an observer remembers.
func (o *Observer) StateSize() int {
	return len(o.logins.all) + len(o.logins.checks) + len(o.tokens.known) + len(o.calls) + len(o.flights) +
		len(o.history.ring) + len(o.shown) + len(o.past)
}
