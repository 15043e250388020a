package live

import (
	"slices"
	"sync/atomic"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// gate ends a client's tokens where the target cannot be asked to: from then on another
// text goes out in the place of a token that the client had before. The target never
// issued that, and answers with its own authentication failure.
type gate struct {
	ended atomic.Int32 // how often the tokens were ended; an event adds to it at any time
	seen  int32        // of those, how many the client's requests have met
	fresh []string     // the last tokens that the client was given since then
}

// maxFresh bounds the tokens that a gate lets through.
const maxFresh = 16

// meet takes in that tokens were ended since the last request.
func (g *gate) meet() (closed bool) {
	if ended := g.ended.Load(); ended != g.seen {
		g.seen, g.fresh = ended, nil
	}
	return g.seen > 0
}

// passes reports whether a token may leave as it is.
func (g *gate) passes(token string) bool {
	return token == "" || !g.meet() || slices.Contains(g.fresh, token)
}

// gives takes in a token that the client was given.
func (g *gate) gives(token string) {
	if !g.meet() {
		return
	}
	if len(g.fresh) == maxFresh {
		g.fresh = slices.Delete(g.fresh, 0, 1)
	}
	g.fresh = append(g.fresh, token)
}

// gated is a request as it leaves: with the text of no token where the gate holds its
// token back.
func (u *user) gated(r *wx.Request) *wx.Request {
	target, gate := u.at(r)
	if gate.passes(target.TokenOf(r)) {
		return r
	}
	return target.WithToken(r, "expired-"+u.name)
}

// given takes in the answer to a request, which may be a login's or a refresh's.
func (u *user) given(r *wx.Request, resp *wx.Response) {
	if resp == nil {
		return
	}
	target, gate := u.at(r)
	if token, ok := target.Brought(r, resp); ok {
		gate.gives(token)
	}
}

// at is the target to which a request goes, and the gate before it.
func (u *user) at(r *wx.Request) (*wrapper.Target, *gate) {
	settings := u.w.run.settings
	if len(settings.Further) == 0 {
		return &settings.Target, &u.gates[0]
	}
	return &settings.At(r.URL).Target, &u.gates[u.w.run.backend.TargetOf(r.URL)]
}

// expireAtGate ends the tokens of a target, of the clients that an event hits.
func (r *run) expireAtGate(target, index int) {
	for _, u := range r.users {
		if r.scenario.Affects(index, u.number) {
			u.gates[target].ended.Add(1)
		}
	}
}
