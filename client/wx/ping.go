package wx

import "strings"

// pings are what timers send again and again ([Request.Ping]), by method and path.
// As long as nothing comes of it, that is no sign of life: a program that only
// sends pings does nothing more by itself.
type pings struct {
	rounds map[string]round
	signs  int // of life: the calls of the platform that are no pings, and changes of storage
}

// round is the last send of a ping.
type round struct {
	signs int // when it was sent
	idle  int // how many before it came to nothing, in a row
}

const (
	enoughRounds = 2  // that came to nothing make a ping
	maxPings     = 64 // kinds of them are known; others are signs of life
)

// quiet takes in that a ping is sent, and reports whether the last ones came to
// nothing.
func (p *pings) quiet(r *Request) bool {
	url, _, _ := strings.Cut(r.URL, "?")
	key := r.Method + " " + url
	x, known := p.rounds[key]
	switch {
	case !known && len(p.rounds) == maxPings:
		return false
	case !known:
		if p.rounds == nil {
			p.rounds = map[string]round{}
		}
	case x.signs == p.signs:
		x.idle++
	default:
		x.idle = 0
	}
	x.signs = p.signs
	p.rounds[key] = x
	return x.idle >= enoughRounds
}

// living reports whether the answer is a sign of life: for a ping whose last ones
// came to nothing, only one after which the app may try again.
func (t *RequestTask) living() bool {
	return !t.quiet || t.err != nil || t.resp.Status == 401 || t.resp.Status >= 500
}
