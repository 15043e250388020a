package devserver

import "time"

// change is one thing that a store behind the machine has to know. A machine
// without a store keeps no journal.
type change struct {
	op    changeOp
	user  userRow
	token tokenRow
	order orderRow
}

type changeOp uint8

const (
	putUser changeOp = iota
	putToken
	dropToken // by its value
	putOrder
)

type userRow struct {
	Session
	created time.Time
}

type tokenRow struct {
	value, openid string
	issued, until time.Time
}

type orderRow struct {
	id    string
	count int
}

func (u *user) row() userRow { return userRow{u.Session, u.created} }

func (t *token) row() tokenRow {
	return tokenRow{t.value, t.user.OpenID, t.issued, t.until}
}

func (m *Machine) record(c change) {
	if m.journaling {
		m.journal = append(m.journal, c)
	}
}

// takeJournal gives the changes since it was called last.
func (m *Machine) takeJournal() []change {
	changes := m.journal
	m.journal = nil
	return changes
}

// contents is what a store holds, each list in the order of creation.
type contents struct {
	users  []userRow
	tokens []tokenRow
	orders []orderRow
}

// restore fills a new machine with what a store holds. Tokens that have lapsed
// since, or whose user is unknown, are left out.
func (m *Machine) restore(now time.Time, c contents) {
	for _, row := range c.users {
		m.addUser(row.Session, row.created)
	}
	for _, row := range c.tokens {
		t := &token{value: row.value, user: m.byOpenID[row.openid], issued: row.issued, until: row.until}
		if t.user == nil || !t.valid(now) {
			continue
		}
		m.ledger.TokensRestored++
		m.enter(now, t)
	}
	for _, row := range c.orders {
		if m.orders == nil {
			m.orders = make(map[string]int, len(c.orders))
		}
		m.orders[row.id] = row.count
	}
}
