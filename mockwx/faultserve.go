package mockwx

import (
	"context"
	"net/http"
	"time"
)

// serveFaulty answers one call while there are faults. It returns the answer, its
// name in metrics and log, and a function that sends it.
func (s *Server) serveFaulty(ctx context.Context, w http.ResponseWriter, r Request, endpoint string, set *faultSet) (reply Reply, result string, send func()) {
	var user string
	if set.byUser {
		s.Do(func(_ time.Time, m *Machine) { user = m.userOf(r) })
	}
	delay, hit := set.draw(set.call(s.calls.Add(1), endpoint, user), s.time())
	wait := func(d time.Duration) { s.delay(ctx, d) }
	wait(delay / 2)
	rest := delay - delay/2
	if hit == nil {
		reply = s.handle(r)
		wait(rest)
		return reply, reply.result(), func() { write(w, reply) }
	}
	kind := hit.kind
	switch {
	case !kind.before:
		reply = s.handle(r)
	case kind.reply != nil:
		s.Do(func(now time.Time, m *Machine) { reply = kind.reply(m, now, r, &hit.Fault) })
	}
	if !kind.paced {
		wait(rest)
	}
	send = func() { write(w, reply) }
	if kind.send != nil {
		send = func() { kind.send(w, spoiled{reply, &hit.Fault, rest, wait}) }
	}
	return reply, kind.result(reply), send
}
