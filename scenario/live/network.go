package live

import (
	"maps"

	"github.com/tidwall/gjson"
)

// network counts what the devices' network did by itself for a worker's clients.
type network struct {
	resent, redirected int64
	// orders are the ids of writes that were sent again, at most maxOrders.
	orders map[string]bool
}

func newNetwork() network { return network{orders: map[string]bool{}} }

// maxOrders bounds the writes that are remembered.
const maxOrders = 10_000

// add takes in a request that is over, whether or not its client still wants it.
func (n *network) add(e *exchange) {
	n.resent += int64(e.stats.Resent)
	n.redirected += int64(e.stats.Redirects)
	if e.stats.Resent == 0 || e.request.Method != "POST" || len(n.orders) >= maxOrders {
		return
	}
	if id := gjson.GetBytes(e.request.Body, "id"); id.Exists() {
		n.orders[id.String()] = true
	}
}

// merge adds another worker's counts.
func (n *network) merge(m network) {
	n.resent += m.resent
	n.redirected += m.redirected
	maps.Copy(n.orders, m.orders)
}
