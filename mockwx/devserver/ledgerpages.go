package devserver

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/wxload/wxload/mockwx/internal/answer"
	"github.com/wxload/wxload/mockwx/internal/fresh"
	"github.com/wxload/wxload/mockwx/internal/ordered"
)

// ledgerPages answers GET /_dev/ledger in pages, as [Machine.Ledger] has it. So a server
// with very many orders answers other requests in between, and holds one page for each
// client, whether or not the client reads it.
//
// Whatever was counted before the call is in the answer. The sums are of one moment
// after the call. An order that is accepted later may be counted with its id.
type ledgerPages struct {
	server   *Server
	patience time.Duration // with clients who do not read
	sums     fresh.Value[ledgerSums]
	orders   *ordered.Index[string]
	replayed *ordered.Index[string]
	turns    answer.Turns
}

// pageSize is how many orders or users a page has. No request is answered while it is
// read.
const pageSize = 128

// ledgerSums are the ledger of one moment without its orders.
type ledgerSums struct {
	ledger           Ledger
	orders, replayed []string // their ids, as they came
}

func newLedgerPages(s *Server) *ledgerPages {
	return &ledgerPages{server: s, patience: answer.Patience,
		orders: ordered.New(cmp.Compare[string]), replayed: ordered.New(cmp.Compare[string])}
}

// count makes the sums.
func (p *ledgerPages) count() (s ledgerSums) {
	var users []*user
	var then time.Time
	var sequence uint64
	p.server.update(func(m *Machine, now time.Time) {
		s.ledger, s.orders, s.replayed = m.sums(), m.orderIDs, m.replayedIDs
		users, then, sequence = m.users, now, m.sequence
	})
	for page := range slices.Chunk(users, pageSize) {
		p.server.update(func(*Machine, time.Time) {
			for _, u := range page {
				s.ledger.lapse(u.lapsed(then, sequence))
			}
		})
	}
	return s
}

// ServeHTTP implements [http.Handler].
func (p *ledgerPages) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	s := p.sums.Get(p.count)
	s.ledger.Orders, s.ledger.Replayed = map[string]int{}, map[string]string{}
	head, err := json.Marshal(s.ledger)
	if err != nil {
		panic(errors.Join(errors.New("devserver: encoding the ledger"), err)) // a plain struct cannot fail
	}
	const between = `},"replayed":{`
	w.Header()["Content-Type"] = []string{typeJSON}
	o := answer.NewObject(w, p.patience)
	o.Text(head[:len(head)-len(between+"}}")])
	if p.members(o, p.orders.Of(s.orders), (*Machine).appendOrder) != nil {
		return // the client is gone, or does not read
	}
	o.Text([]byte(between))
	if p.members(o, p.replayed.Of(s.replayed), (*Machine).appendReplayed) != nil {
		return
	}
	o.Text([]byte("}}"))
	_ = o.Send() // as above
}

// members writes a member for each id. Its error is that of the client.
func (p *ledgerPages) members(o *answer.Object, ids []string, value func(m *Machine, b []byte, id string) []byte) error {
	var values [pageSize][]byte
	for page := range slices.Chunk(ids, pageSize) {
		p.turns.Take(func() { p.page(o, page, values[:], value) })
		if err := o.Send(); err != nil {
			return err
		}
	}
	return nil
}

// page adds the members of a page, in its turn.
func (p *ledgerPages) page(o *answer.Object, ids []string, values [][]byte, value func(m *Machine, b []byte, id string) []byte) {
	p.server.update(func(m *Machine, _ time.Time) {
		for i, id := range ids {
			values[i] = value(m, values[i][:0], id)
		}
	})
	for i, id := range ids {
		o.Member(id, values[i])
	}
}

func (m *Machine) appendOrder(b []byte, id string) []byte {
	return strconv.AppendInt(b, int64(m.orders[id]), 10)
}

func (m *Machine) appendReplayed(b []byte, id string) []byte {
	return answer.AppendString(b, m.replayed[id].OpenID)
}
