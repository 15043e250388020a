package devserver

import (
	"errors"
	"fmt"
	"time"
)

func (u *user) stored() StoredUser { return StoredUser{u.Session, u.created} }

func (t *token) stored() StoredToken {
	return StoredToken{t.value, t.user.OpenID, t.issued, t.until}
}

func (t *refreshToken) stored() StoredRefreshToken {
	return StoredRefreshToken{t.value, t.user.OpenID, t.until, t.spent}
}

// record notes a change for the store, if there is one.
func (m *Machine) record(c Change) {
	if m.journaling {
		m.journal = append(m.journal, c)
	}
}

// takeJournal gives the changes since it was called last.
func (m *Machine) takeJournal() []Change {
	changes := m.journal
	m.journal = nil
	return changes
}

// restore puts one thing that a store kept into a new machine. A token that has
// lapsed since, or whose user is unknown, is left out.
func (m *Machine) restore(now time.Time, c Change) error {
	switch c.Op {
	case PutUser:
		m.addUser(c.User.Session, c.User.Created)
	case PutToken:
		t := &token{value: c.Token.Value, user: m.byOpenID[c.Token.OpenID], issued: c.Token.Issued, until: c.Token.Until}
		if t.user != nil && t.valid(now) {
			m.ledger.TokensRestored++
			m.enter(now, t)
		}
	case PutRefresh:
		if u := m.byOpenID[c.Refresh.OpenID]; u != nil {
			m.enterRefresh(&refreshToken{value: c.Refresh.Value, user: u, until: c.Refresh.Until, spent: c.Refresh.Spent})
		}
	case PutOrder:
		m.setOrder(c.Order.ID, c.Order.Count)
	case DropToken, DropRefresh:
		return errors.New("the store gives a token that was dropped")
	default:
		return fmt.Errorf("the store gives change %d, which there is not", c.Op)
	}
	return nil
}
