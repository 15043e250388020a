package devserver

import "net/http"

// order accepts an order and counts how often its id was accepted: what a
// client sends once should be accepted once.
func (m *Machine) order(caller *user, r Request) Reply {
	id, valid := field(r, "id")
	switch {
	case !valid || id == "":
		return m.refuse(http.StatusBadRequest, "no id in the body")
	case len(id) > maxID:
		return m.refuse(http.StatusBadRequest, "the id is too long")
	}
	count := m.orders[id]
	if count == 0 && len(m.orders) >= m.limits.Orders {
		return m.refuse(http.StatusServiceUnavailable, "too many orders")
	}
	m.setOrder(id, count+1)
	if count > 0 {
		m.setReplayed(id, caller)
	}
	m.record(Change{Op: PutOrder, Order: StoredOrder{id, count + 1}})
	return m.ok(m.protocol.object("id", id))
}

// setOrder keeps how often the order with this id was accepted.
func (m *Machine) setOrder(id string, count int) {
	if m.orders == nil {
		m.orders = map[string]int{}
	}
	if m.orders[id] == 0 {
		m.orderIDs = append(m.orderIDs, id)
	}
	m.orders[id] = count
}

// setReplayed keeps whose order it was that was accepted once more.
func (m *Machine) setReplayed(id string, caller *user) {
	if m.replayed == nil {
		m.replayed = map[string]*user{}
	}
	if m.replayed[id] == nil {
		m.replayedIDs = append(m.replayedIDs, id)
	}
	m.replayed[id] = caller
}
