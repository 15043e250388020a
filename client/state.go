package client

import "time"

// State is the part of the state of an observer with one target that is about no single
// token, login or call. Observers with equal states, and equal states of all tokens, logins and
// calls, judge the same later events alike, except where a time decides. It is
// comparable.
type State struct {
	noToken, loggedOut, rejected bool
	turnedDown                   bool // a refresh was
	stored                       TokenState
	failedCheck, delivered       int // ranks
	sessionFailed, checkedOK     bool
	staleOwn                     bool
	refusals                     int
	hidden, abandoned            bool
	abandonedAt                  TokenState
}

// State is the observer's present one.
func (o *Observer) State() State {
	t, r := &o.first.tokens, &o.first.rejections
	return State{
		noToken: t.generation == 0, loggedOut: t.loggedOut, rejected: t.rejected, turnedDown: t.turnedDown,
		stored:      t.state(t.stored),
		failedCheck: o.Rank(o.checks.failed), delivered: o.Rank(t.login), sessionFailed: o.sessionFailed(&o.first),
		checkedOK: o.checks.passed, staleOwn: r.own,
		refusals: min(o.first.refusals.count, maxRefusals+1), hidden: o.presence.hidden,
		abandoned: r.abandoned, abandonedAt: t.state(r.abandonedAt),
	}
}

// Rank orders the logins and session checks of a client, which are numbered from
// 1 as they start: it is how many running logins have a smaller number, and the
// login that brought the current token.
func (o *Observer) Rank(number int) int {
	rank := 0
	for _, l := range o.logins.all {
		if l.state == running && l.number < number {
			rank++
		}
	}
	if o.first.tokens.login < number {
		rank++
	}
	return rank
}

// TokenState is what an observer knows of a token. It is comparable.
type TokenState struct {
	none, known, current, rejected bool
}

// TokenState is the state of a token; the empty one is none.
func (o *Observer) TokenState(token string) TokenState {
	s := o.first.tokens.sent(token)
	state := o.first.tokens.state(s.generation)
	state.none, state.rejected = s.none, s.rejected
	return state
}

// Sent is the part of the state that matters for a send that has left.
func (s TokenState) Sent() TokenState { return TokenState{none: s.none, current: s.current} }

// state is the state of the token of a generation; zero is none.
func (t *tokens) state(generation int) TokenState {
	return TokenState{known: generation > 0, current: generation > 0 && generation == t.generation}
}

// LoginState is what an observer knows of a login that runs, or on which a verdict
// waits. It is comparable.
type LoginState struct {
	rank                 int
	posts, strange, open int
	code, good, over     bool
	ticket, traded       bool
	trades, tradesOpen   int
	outdated             bool
	refresh, refused     bool
	fate                 fate
	verdict              ruling // if it is drawn now; zero where it has been drawn
	beside               uint64 // those of the list on which the verdict waits, as bits
}

// LoginStates are the states of the logins that run, and of those on which a verdict
// waits, oldest first.
func (o *Observer) LoginStates() []LoginState {
	var states []LoginState
	var listed []*login
	for _, l := range o.logins.all {
		if l.over() {
			continue
		}
		listed = append(listed, l)
		s := LoginState{rank: o.Rank(l.number), posts: min(l.posts, 2), strange: min(l.strange, 2), open: l.open,
			ticket: l.trade.ticket != "", traded: l.trade.good, trades: min(l.trade.sent, 2), tradesOpen: l.trade.open,
			code: l.code != "", good: l.good, over: l.state != running, outdated: l.outdated, refresh: l.refresh, refused: l.refused, fate: l.trial.fate}
		if !l.trial.drawn {
			s.verdict, _ = l.ruling()
			s.beside = l.waitsFor(listed)
		}
		states = append(states, s)
	}
	return states
}

// Suspicion tells which kinds of duplicates the logins will be that wait for wx.login,
// if their codes are sent. It is comparable.
type Suspicion struct{ concurrent, stale, needless bool }

// Suspicion is the present one.
func (o *Observer) Suspicion() Suspicion {
	var s Suspicion
	for _, l := range o.logins.all {
		switch l.suspected() {
		case concurrent:
			s.concurrent = true
		case stale401:
			s.stale = true
		case needless:
			s.needless = true
		default: // justified
		}
	}
	return s
}

// Defects are the defects that are suspected.
func (s Suspicion) Defects() []DefectKey {
	var keys []DefectKey
	for _, x := range [...]struct {
		is bool
		r  ruling
	}{{s.concurrent, concurrent}, {s.stale, stale401}, {s.needless, needless}} {
		if x.is {
			keys = append(keys, x.r.of(DuplicateLogin))
		}
	}
	return keys
}

// CallState is what an observer knows of a page's call. It is comparable.
type CallState struct {
	write, identity bool
	once            bool // it was sent once
	authSends       int
	inFlight        int
	accepted        int
	last            answer
	older           bool // its last authentication failure was for an older token
	sawLogin        bool
	settled, hung   bool
	asked           bool
	hungOn          string // the kind of defect if it hung, and no login ran now
	runningSince    int    // how many of the running logins started after the one that hungOn tells of
}

// CallState is the state of the call with an id; zero where the call is over.
func (o *Observer) CallState(id int) CallState {
	c := o.calls.find(id)
	if c == nil {
		return CallState{}
	}
	s := CallState{write: c.write, identity: c.identity, once: c.sends == 1,
		authSends: min(c.authSends, o.cfg.MaxAuthSends+1), inFlight: c.inFlight,
		last: c.last, sawLogin: c.sawLogin, settled: c.settled, hung: c.hung,
		asked: c.askedSince(o.first.refusals.last)}
	if c.write {
		s.accepted = min(c.accepted, 2)
	}
	s.older = c.last == authFailure && o.first.tokens.older(c.lastToken)
	if c.unsettled() {
		s.hungOn, s.runningSince = o.logins.hungOnEnded(c.called)
	}
	return s
}

// hungOnEnded is hungOn as if no login ran now, and how many of the running logins
// started after the one that it tells of.
func (l *logins) hungOnEnded(since time.Time) (kind string, later int) {
	for i := len(l.all) - 1; i >= 0; i-- {
		switch x := l.all[i]; {
		case x.state == running:
			later++
		case x.ended.Before(since):
		default:
			return x.fared(), later
		}
	}
	return noLogin, later
}

// Over reports whether nothing is known of the call any more.
func (s CallState) Over() bool { return s == CallState{} || s.settled }
