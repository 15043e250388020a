package reports

import (
	"fmt"
	"strings"
)

// ClientBooks are the counts of all virtual clients together.
type ClientBooks struct {
	Requests     Outcomes    `json:"requests"`
	Logins       LoginCounts `json:"logins"`
	Refreshes    LoginCounts `json:"refreshes"`
	RefreshSends int64       `json:"refresh_sends"` // of refresh POSTs, among all sends
	Sends        SendCounts  `json:"sends"`
	Codes        CodeCounts  `json:"codes"`
}

// SendCounts counts every send to the target, login POSTs included.
type SendCounts struct {
	Sent     int64 `json:"sent"`
	Answered int64 `json:"answered"`
	Failed   int64 `json:"failed"` // timeouts, resets, aborts
	InFlight int64 `json:"in_flight"`
	// The devices' network does more by itself than the wrappers ask it to: it sends
	// again what it lost on a connection that the server had closed, and follows
	// redirects.
	Resent     int64 `json:"resent"`
	Redirected int64 `json:"redirected"`
	// Of those sent and answered, the ones to and from other origins than the target: its
	// books know nothing of them.
	Abroad         int64 `json:"abroad,omitempty"`
	AnsweredAbroad int64 `json:"answered_abroad,omitempty"`
}

// most is how many requests may have reached the target, and what they are.
func (s SendCounts) most() count {
	sent := s.Sent - s.Abroad
	c := count{"sends of clients", sent + s.Resent + s.Redirected}
	if c.n > sent {
		c.name = fmt.Sprintf("sends of clients (%d, %d of them sent again, %d redirected)", sent, s.Resent, s.Redirected)
	}
	return c
}

// CodeCounts counts calls of wx.login by their result.
type CodeCounts struct {
	Received int64 `json:"received"`
	Lost     int64 `json:"lost"` // calls that failed or were not answered: a code may have been handed out
}

// MockBooks is the ledger of the mock WeChat server.
type MockBooks struct {
	CodesIssued  int64  `json:"codes_issued"`
	CodesUsed    int64  `json:"codes_used"`
	CodesExpired int64  `json:"codes_expired"`
	CodesUnused  int64  `json:"codes_unused"`
	LostMemory   string `json:"lost_memory,omitempty"` // why earlier counts are missing; "" where none are
}

// TargetBooks is the ledger of the target.
type TargetBooks struct {
	Handled          int64 `json:"handled"`   // requests that it worked on, answered or not
	Refreshes        int64 `json:"refreshes"` // refresh POSTs that it answered with a token
	RefreshesRefused int64 `json:"refreshes_refused"`
	// RefreshTokensReused are those refused because the refresh token was spent.
	RefreshTokensReused int64  `json:"refresh_tokens_reused"`
	LostMemory          string `json:"lost_memory,omitempty"` // why earlier counts are missing; "" where none are
}

// The values of [Books].Comparison.
const (
	comparisonBalanced   = "balanced"
	comparisonUnbalanced = "unbalanced"
	comparisonUnknown    = "unknown"
)

// Books is the result of [CheckBooks].
type Books struct {
	Balanced bool `json:"balanced"`
	// Comparison of the clients with the servers: "balanced", "unbalanced", or
	// "unknown" where a server's counts are missing; the notes then say why.
	Comparison string       `json:"comparison"`
	Client     ClientBooks  `json:"client"`
	Mock       *MockBooks   `json:"mock"`
	Target     *TargetBooks `json:"target"`
	Notes      []string     `json:"notes"` // each failed equation, and each comparison that could not be made
}

// CheckBooks checks that nothing got lost between pages, wrappers and servers.
// Nil books are those of a server that cannot be asked.
//
// Exact, at the client: requests issued = settled in each way + hung + open;
// logins, and refreshes, started = succeeded + failed + abandoned + running; sends =
// answers + failures + in flight. Exact, at the mock: codes handed out = used + expired +
// unused. Bounds, between them: answers at the client ≤ handled by the target ≤
// sends of the client, what was sent again and redirects included, and likewise the
// refreshes that brought a token; codes received ≤ codes handed out ≤ received + lost.
//
// Each equation that fails leaves a note with both sides. A comparison that is
// unknown leaves one with the reason, and does not unbalance the books.
func CheckBooks(client ClientBooks, mock *MockBooks, target *TargetBooks) Books {
	b := Books{Balanced: true, Comparison: comparisonBalanced, Client: client, Mock: mock, Target: target}
	b.checkClient()
	b.checkMock()
	b.compareCodes()
	b.compareSends("", client, target)
	return b
}

func (b *Books) checkMock() {
	if mock := b.Mock; mock != nil {
		b.equal("mock codes", count{"handed out", mock.CodesIssued}, count{"used", mock.CodesUsed},
			count{"expired", mock.CodesExpired}, count{"unused", mock.CodesUnused})
	}
}

func (b *Books) checkClient() {
	r, s := b.Client.Requests, b.Client.Sends
	b.equal("client requests", count{"issued", r.Issued}, count{"ok", r.OK}, count{"rejected", r.Rejected},
		count{"auth failure", r.AuthFailure}, count{"http error", r.HTTPError}, count{"empty", r.Empty},
		count{"hung", r.Hung}, count{"open", r.Open})
	b.checkLogins("client logins", b.Client.Logins)
	b.checkLogins("client refreshes", b.Client.Refreshes)
	b.equal("client sends", count{"sent", s.Sent}, count{"answered", s.Answered},
		count{"failed", s.Failed}, count{"in flight", s.InFlight})
}

func (b *Books) checkLogins(what string, l LoginCounts) {
	b.equal(what, count{"started", l.Started}, count{"succeeded", l.Succeeded},
		count{"failed", l.Failed}, count{"abandoned", l.Abandoned}, count{"running", l.Running})
}

// compareCodes compares the codes that clients received with those that the
// mock handed out.
func (b *Books) compareCodes() {
	switch {
	case b.Mock == nil:
		b.unknown("codes", "there is no mock WeChat to ask")
	case b.Mock.LostMemory != "":
		b.unknown("codes", b.Mock.LostMemory)
	default:
		received, lost := b.Client.Codes.Received, b.Client.Codes.Lost
		issued := count{"codes handed out by the mock", b.Mock.CodesIssued}
		b.atMost(count{"codes received by clients", received}, issued)
		b.atMost(issued, count{"wx.login calls answered or lost", received + lost})
	}
}

// compareSends compares what clients sent to a target with what that handled. That
// every difference is explained by a send that failed or is in flight follows
// from these bounds and the exact books of the sends. Of several targets named is the name,
// with a blank before it.
func (b *Books) compareSends(named string, client ClientBooks, target *TargetBooks) {
	switch {
	case target == nil:
		b.unknown("sends", "the target"+named+" keeps no books that wxload can read")
	case target.LostMemory != "":
		b.unknown("sends", target.LostMemory)
	default:
		s := client.Sends
		handled := count{"requests handled by the target" + named, target.Handled}
		b.atMost(count{"answers seen by clients", s.Answered - s.AnsweredAbroad}, handled)
		b.atMost(handled, s.most())
		renewed := count{"refreshes answered with a token by the target" + named, target.Refreshes}
		b.atMost(count{"refreshes that brought clients a token", client.Refreshes.Succeeded}, renewed)
		b.atMost(renewed, count{"refresh POSTs of clients, and what the platform sent again", client.RefreshSends + s.Resent + s.Redirected})
	}
}

// count is one side of an equation, or a part of one.
type count struct {
	name string
	n    int64
}

// equal notes a total that is not the sum of its parts.
func (b *Books) equal(what string, total count, parts ...count) {
	var sum int64
	var terms []string
	negative := total.n < 0
	for _, p := range parts {
		sum += p.n
		negative = negative || p.n < 0
		terms = append(terms, fmt.Sprintf("%s %d", p.name, p.n))
	}
	if sum == total.n && !negative {
		return
	}
	b.Balanced = false
	b.Notes = append(b.Notes, fmt.Sprintf("%s: %s %d, but %s = %d", what, total.name, total.n, strings.Join(terms, " + "), sum))
}

// atMost notes a lower bound that exceeds its upper bound.
func (b *Books) atMost(low, high count) {
	if low.n <= high.n {
		return
	}
	b.Balanced = false
	b.Comparison = comparisonUnbalanced
	b.Notes = append(b.Notes, fmt.Sprintf("%s %d exceed %s %d by %d", low.name, low.n, high.name, high.n, low.n-high.n))
}

// unknown notes why clients and a server could not be compared. A comparison
// that failed elsewhere stays unbalanced.
func (b *Books) unknown(what, reason string) {
	if b.Comparison == comparisonBalanced {
		b.Comparison = comparisonUnknown
	}
	b.Notes = append(b.Notes, fmt.Sprintf("%s of clients and server not compared: %s", what, reason))
}
