package sim

// Event is one line of a trace. Absent fields are left out of the JSON.
type Event struct {
	T         int64    `json:"t"`
	Kind      string   `json:"kind"`
	Name      string   `json:"name,omitempty"`
	Ordinal   int      `json:"ordinal,omitempty"`
	Attempt   int      `json:"attempt,omitempty"`
	Code      string   `json:"code,omitempty"`
	Ticket    string   `json:"ticket,omitempty"`
	Token     *string  `json:"token,omitempty"` // empty: sent without one
	Status    int      `json:"status,omitempty"`
	Auth      string   `json:"auth,omitempty"`
	Issued    string   `json:"issued,omitempty"`
	Why       string   `json:"why,omitempty"`
	ErrMsg    string   `json:"errMsg,omitempty"`
	How       string   `json:"how,omitempty"`
	Outcome   string   `json:"outcome,omitempty"`
	Key       string   `json:"key,omitempty"`
	Had       *bool    `json:"had,omitempty"`
	Value     string   `json:"value,omitempty"`
	Duplicate []string `json:"duplicate,omitempty"`
	Reason    string   `json:"reason,omitempty"`
	Sticky    bool     `json:"sticky,omitempty"`
}

// Request is how one request of a page fared. Times are null where it never
// came to that.
type Request struct {
	Name       string `json:"name"`
	Identity   bool   `json:"identity"`
	DeclaredAt int64  `json:"declaredAt"`
	IssuedAt   *int64 `json:"issuedAt"`
	Sends      int    `json:"sends"`
	SettledAt  *int64 `json:"settledAt"`
	Outcome    string `json:"outcome"`
}

// trace collects the events, and what becomes of the requests.
type trace struct {
	events   []Event
	requests []*Request
	byName   map[string]*Request
}

func (t *trace) add(now int64, e Event) {
	e.T = now
	t.events = append(t.events, e)
}

func (t *trace) declare(name string, identity bool, at int64) {
	r := &Request{Name: name, Identity: identity, DeclaredAt: at, Outcome: "never"}
	t.requests = append(t.requests, r)
	t.byName[name] = r
}

// sent counts a send of a request and returns its number.
func (t *trace) sent(name string) int {
	t.byName[name].Sends++
	return t.byName[name].Sends
}

// event is what the trace says about a step of an exchange.
func (x *exchange) event(step string, e Event) Event {
	e.Kind = x.kind + "." + step
	e.Name, e.Ordinal, e.Attempt, e.Code, e.Ticket = x.name, x.ordinal, x.attempt, x.code, x.ticket
	e.Token = &x.token
	return e
}
