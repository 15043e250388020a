package devserver

import (
	"maps"
	"time"
)

// Ledger holds the counts of a developer server since its start. Every request
// other than a control call is counted when it is handled, before its answer is
// sent, so that answers at the client ≤ Requests ≤ sends of the client.
//
//	Requests       = LoginPosts + TicketPosts + RefreshPosts + Public + Authenticated + AuthFailures + Unrouted
//	LoginPosts     = Logins + LoginsRefused + LoginsOpen
//	TicketPosts    = Tickets + TicketsRefused + TicketsOpen
//	RefreshPosts   = Refreshes + RefreshesRefused
//	TokensIssued   = Logins + Refreshes + TokensRenewed
//	TokensIssued + TokensSeeded + TokensRestored
//	               = TokensValid + TokensExpired + TokensReplaced + TokensDropped
type Ledger struct {
	// Boot names the start of the server: another one than before means that it
	// was restarted and counts from zero.
	Boot string `json:"boot"`

	Requests      int `json:"requests"`      // handled, of every kind, logins included
	Public        int `json:"public"`        // answered without asking for a token
	Authenticated int `json:"authenticated"` // came with a valid token
	AuthFailures  int `json:"auth_failures"` // came without
	Unrouted      int `json:"unrouted"`      // not served: no such path or method, or a body over the limit
	Refused       int `json:"refused"`       // of all these, answered with HTTP 4xx or 5xx for another reason than the token

	ProfilesOpened int `json:"profiles_opened"` // with the session_key that is kept
	ProfilesClosed int `json:"profiles_closed"` // not to be opened with it

	LoginPosts    int `json:"login_posts"`
	Logins        int `json:"logins"`         // answered with a token
	LoginsRefused int `json:"logins_refused"` // answered with an error
	LoginsOpen    int `json:"logins_open"`    // not answered yet
	// LoginsWhileTokenValid counts logins of a user whose newest token was valid.
	LoginsWhileTokenValid int `json:"logins_while_token_valid"`
	// LoginsOverlapping counts logins answered with a token while another login of
	// the user, which got one later, was unanswered.
	LoginsOverlapping int `json:"logins_overlapping"`

	// These count the first steps of logins that have two; LoginPosts counts the second.
	TicketPosts    int `json:"ticket_posts"`
	Tickets        int `json:"tickets"`         // answered with a ticket
	TicketsRefused int `json:"tickets_refused"` // answered with an error
	TicketsOpen    int `json:"tickets_open"`    // not answered yet
	// TicketsReused counts logins that were refused because their ticket was spent.
	TicketsReused int `json:"tickets_reused"`

	RefreshPosts     int `json:"refresh_posts"`
	Refreshes        int `json:"refreshes"`         // answered with a token
	RefreshesRefused int `json:"refreshes_refused"` // answered with an error
	// RefreshesWhileTokenValid counts refreshes of a user whose newest token was valid.
	RefreshesWhileTokenValid int `json:"refreshes_while_token_valid"`
	// RefreshTokensReused counts refreshes that were refused because their refresh
	// token works once and was spent.
	RefreshTokensReused int `json:"refresh_tokens_reused"`

	// TokensRenewed counts tokens that came with an answer, of those that were issued.
	TokensRenewed int `json:"tokens_renewed"`
	// TokensRegressed counts, where answers renew tokens, those that a request brought for
	// the first time after a newer one of the same user had come.
	TokensRegressed int `json:"tokens_regressed"`

	TokensIssued   int `json:"tokens_issued"`   // by logins, refreshes and renewals
	TokensSeeded   int `json:"tokens_seeded"`   // without a login
	TokensRestored int `json:"tokens_restored"` // valid in the store at the start
	TokensValid    int `json:"tokens_valid"`    // now
	TokensExpired  int `json:"tokens_expired"`  // by time, by a control call or by a logout
	TokensReplaced int `json:"tokens_replaced"` // killed by a newer login (single)
	TokensDropped  int `json:"tokens_dropped"`  // over the limits

	Users  int            `json:"users"`
	Orders map[string]int `json:"orders"` // accepted requests by the id in them
	// Replayed has, for each order that was accepted more than once, the openid of
	// the user whose request was accepted last.
	Replayed map[string]string `json:"replayed"`
}

// Ledger gives the counts as they are now. The caller may keep and change it.
func (m *Machine) Ledger(now time.Time) Ledger {
	l := m.sums()
	l.Orders = maps.Clone(m.orders)
	if l.Orders == nil {
		l.Orders = map[string]int{}
	}
	l.Replayed = make(map[string]string, len(m.replayed))
	for id, u := range m.replayed {
		l.Replayed[id] = u.OpenID
	}
	for _, u := range m.users {
		l.lapse(u.lapsed(now, m.sequence))
	}
	return l
}

// sums is the ledger without its orders, as if no token had been ended by time of which
// nobody has noticed yet.
func (m *Machine) sums() Ledger {
	l := m.ledger
	l.Boot = m.options.Boot
	l.Users = len(m.users)
	l.TokensValid = l.TokensIssued + l.TokensSeeded + l.TokensRestored - l.TokensExpired - l.TokensReplaced - l.TokensDropped
	return l
}

// lapse counts tokens that were ended by time.
func (l *Ledger) lapse(n int) {
	l.TokensValid -= n
	l.TokensExpired += n
}

// lapsed counts the tokens of u that time alone had ended by a moment, which is told by
// the time and by the machine's sequence number then.
func (u *user) lapsed(now time.Time, sequence uint64) (n int) {
	for _, t := range u.tokens {
		if t.number <= sequence && (t.end == 0 || t.end > sequence) && !t.until.IsZero() && !now.Before(t.until) {
			n++
		}
	}
	return n
}
