package mockwx

import (
	"encoding/json"
)

// changes collects the changes that a [Store] has not been told of. A machine
// without a store has nil, which collects nothing.
type changes struct {
	machine savedMachine // as the store has it
	users   []*user
	codes   []*code
	apps    []*app
	dropped []Entry
}

func (ch *changes) user(u *user) {
	if ch != nil && !u.changed {
		u.changed = true
		ch.users = append(ch.users, u)
	}
}

// code notes a code and its user, whose counts change with it.
func (ch *changes) code(c *code) {
	if ch != nil {
		ch.codes = append(ch.codes, c)
		ch.user(c.user)
	}
}

func (ch *changes) drop(kind string, c *code) {
	if ch != nil {
		ch.dropped = append(ch.dropped, Entry{Kind: kind, Key: c.text})
		ch.user(c.user)
	}
}

func (ch *changes) app(a *app) {
	if ch != nil && !a.changed {
		a.changed = true
		ch.apps = append(ch.apps, a)
	}
}

// takeChanges gives the entries of what changed since it was called last: users
// before their codes, so that they are read in this order, too.
func (m *Machine) takeChanges() []Entry {
	ch := m.changes
	if ch == nil {
		return nil
	}
	var entries []Entry
	if self := m.saved(); self != ch.machine {
		ch.machine = self
		entries = append(entries, entry(kindMachine, "", self))
	}
	for _, a := range ch.apps {
		a.changed = false
		entries = append(entries, entry(kindApp, a.AppID, a.saved()))
	}
	for _, u := range ch.users {
		u.changed = false
		entries = append(entries, entry(kindUser, u.app.AppID+" "+u.name, u.saved()))
	}
	for _, c := range ch.codes {
		entries = append(entries, entry(c.kind(), c.text, c.saved()))
	}
	entries = append(entries, ch.dropped...)
	ch.users, ch.codes, ch.apps, ch.dropped = ch.users[:0], ch.codes[:0], ch.apps[:0], ch.dropped[:0]
	return entries
}

func entry(kind, key string, v any) Entry {
	data, err := json.Marshal(v)
	if err != nil {
		panic("mockwx: " + err.Error()) // it consists of plain fields
	}
	return Entry{Kind: kind, Key: key, Data: data}
}
