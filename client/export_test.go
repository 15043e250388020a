package client

// StateSize is the number of things that an observer remembers.
func (o *Observer) StateSize() int {
	return len(o.logins.all) + len(o.checks.unanswered) + len(o.first.tokens.known) + len(o.calls.open) + len(o.flights.all) +
		len(o.history.ring) + len(o.shown) + len(o.calls.past) + len(o.keys.sealed) + len(o.first.access.served) + len(o.first.access.refused)
}
