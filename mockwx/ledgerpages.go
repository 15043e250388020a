package mockwx

import (
	"cmp"
	"iter"
	"net/http"
	"time"

	"github.com/wxload/wxload/mockwx/internal/answer"
	"github.com/wxload/wxload/mockwx/internal/fresh"
	"github.com/wxload/wxload/mockwx/internal/ordered"
)

// ledgerPages answers GET /_wx/ledger in pages, as [Machine.Handle] answers it in one.
// So a mock of very many users answers other calls in between, and holds one page for
// each client, whether or not the client reads it.
//
// Whatever was counted before the call is in the answer. What is counted during it may
// be in a user's line and not in the sums, which are read first. Each line is of one
// moment, and so is what each user adds to the sums: the counts in them go together,
// Issued = Used + Expired + Unused. While nothing changes it is [Machine.Ledger].
type ledgerPages struct {
	server *Server
	byName *ordered.Index[*user] // the users of all apps; those of one name in the apps' order
	sums   fresh.Value[*ledgerSums]

	turns  answer.Turns
	counts []CodeCounts // of a page, for whose turn it is
	text   []byte       // of a line, likewise
}

// pageUsers is how many users a page has. No other call is answered while it is read.
const pageUsers = 128

func newLedgerPages(s *Server) *ledgerPages {
	return &ledgerPages{server: s, byName: ordered.New(func(a, b *user) int {
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.app.number, b.app.number))
	})}
}

// serve answers one call.
func (p *ledgerPages) serve(w http.ResponseWriter, r Request) {
	asked, refusal := p.read(r)
	if refusal != nil {
		write(w, *refusal)
		return
	}
	w.Header()["Content-Type"] = []string{typeJSON}
	w.WriteHeader(http.StatusOK)
	o := answer.NewObject(w, p.server.patience)
	o.Text(asked.head())
	for page := range asked.pages() {
		p.turns.Take(func() { p.lines(o, &asked, page) })
		if o.Send() != nil {
			return // the client is gone, or does not read
		}
	}
	o.Text([]byte("}}"))
	_ = o.Send() // as above
}

// askedLedger is what a call asks for.
type askedLedger struct {
	app   *app    // nil: all
	users []*user // in order, those of other apps among them
	sums  Ledger
	part  *ledgerPart // nil: of all users
}

func (a *askedLedger) has(u *user) bool { return a.app == nil || a.app == u.app }

// read finds the users that a call asks for, and the sums.
func (p *ledgerPages) read(r Request) (asked askedLedger, refusal *Reply) {
	appid, name := param(r.Query, "appid"), param(r.Query, "user")
	part, err := partOf(r.Query)
	if err != nil {
		reply := errorReply(http.StatusBadRequest, err.Error())
		return asked, &reply
	}
	var all []*user
	p.server.step(func(now time.Time, m *Machine) {
		asked.app = m.app(appid)
		switch {
		case r.Method != http.MethodGet, appid != "" && asked.app == nil:
			reply := m.handleLedger(now, r)
			refusal = &reply
		case name == "":
			all = m.users // it grows, but what is in it stays
		default:
			asked.users = m.named(name)
			asked.sums = m.Ledger(now, appid, name)
		}
	})
	if refusal == nil && name == "" {
		asked.users = p.byName.Of(all)
		asked.sums = p.sums.Get(p.count).of(asked.app)
		if part != nil {
			part.take(&asked)
		}
	}
	return asked, refusal
}

// head is the ledger up to where its users begin.
func (a *askedLedger) head() []byte {
	a.sums.Users = map[string]UserLedger{}
	text := jsonReply(http.StatusOK, struct {
		Part *ledgerPart `json:"part,omitempty"`
		Ledger
	}{a.part, a.sums}).Body
	return text[:len(text)-len("}}")]
}

// pages cuts the users into pages. Those of one name stay together.
func (a *askedLedger) pages() iter.Seq[[]*user] {
	return func(yield func([]*user) bool) {
		for rest := a.users; len(rest) > 0; {
			n := min(pageUsers, len(rest))
			for n < len(rest) && rest[n].name == rest[n-1].name {
				n++
			}
			if !yield(rest[:n]) {
				return
			}
			rest = rest[n:]
		}
	}
}

// lines adds the lines of a page, in its turn: one for each name, of all of its apps
// that are asked for.
func (p *ledgerPages) lines(o *answer.Object, of *askedLedger, page []*user) {
	p.counts = p.counts[:0]
	p.server.step(func(now time.Time, m *Machine) {
		m.expireCodes(now)
		for _, u := range page {
			p.counts = append(p.counts, u.codes.count)
		}
	})
	var first *user // of the line
	var line CodeCounts
	for i, u := range page {
		if of.has(u) {
			first = cmp.Or(first, u)
			line.add(p.counts[i])
		}
		if more := i+1 < len(page) && page[i+1].name == u.name; !more && first != nil {
			p.text = appendUserLedger(p.text[:0], first, line)
			o.Member(u.name, p.text)
			first, line = nil, CodeCounts{}
		}
	}
}
