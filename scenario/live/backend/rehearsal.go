package backend

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario"
)

// rehearsal is one client before the load. Its requests are sent by whoever drives it,
// one at a time, so that they are those that the clients of the load will send: with the
// wrapper's own headers, content type and order. Its time is virtual and waits for
// nothing.
type rehearsal struct {
	backend *Backend
	user    string
	client  *client.Client
	now     time.Time
	due     []*moment   // what will happen, in order of time
	out     []*outgoing // requests that nobody has looked at yet
	rand    *rand.Rand
	made    int   // ids for placeholders
	failed  error // of wx.login
	// loggedIn is what each target answered to the login; nil before it was sent.
	loggedIn []*wx.Response
	// tickets are the first steps of logins that have two, by target; nil before they were
	// sent.
	tickets []*ticketStep
	// aside are logins at targets whose turn has not come.
	aside []*outgoing
}

// The limits of a rehearsal: a wrapper that polls, or sends with each answer, never ends
// by itself.
const (
	maxMoments   = 10_000
	maxRehearsal = 2 * time.Minute
)

// moment is something that will happen at a time.
type moment struct {
	at   time.Time
	task loop.Task // nil once it was stopped
}

// Stop keeps it from happening.
func (m *moment) Stop() { m.task = nil }

// outgoing is a request that waits for its answer.
type outgoing struct {
	*wx.Request
	to wx.Receiver
}

// Stop keeps the answer from arriving.
func (o *outgoing) Stop() { o.to = nil }

var _ wx.Host = (*rehearsal)(nil)

// rehearse starts a client with nothing in its storage.
func (b *Backend) rehearse(user string) *rehearsal {
	r := &rehearsal{backend: b, user: user, now: time.Now(), rand: rand.New(rand.NewPCG(b.scenario.Seed, 0)),
		loggedIn: make([]*wx.Response, b.Targets()), tickets: make([]*ticketStep, b.Targets())}
	r.client = client.New(r, client.Config{Wrapper: b.wrapper, Settings: b.settings, Platform: b.Platform(), Observer: b.Observer(),
		EndStorms: b.wrapper.Source != ""})
	r.client.Launch()
	if page := b.firstPage(); page != nil { // its own requests may be the first that log in
		r.client.Open(page.Page, wrapper.Query(page.Query))
	}
	return r
}

// firstPage is the step of the flow that opens a page of a mini program first; nil where
// there is none.
func (b *Backend) firstPage() *scenario.Step {
	for i := range b.scenario.Flow {
		if step := &b.scenario.Flow[i]; step.Kind == scenario.StepPage && slices.Contains(b.wrapper.Pages, step.Page) {
			return step
		}
	}
	return nil
}

func (r *rehearsal) end() { r.client.Stop() }

// next runs the client until it sends a request that is wanted. Nil where it sends none.
func (r *rehearsal) next(wanted func(*wx.Request) bool) *outgoing {
	end := r.now.Add(maxRehearsal)
	if i := slices.IndexFunc(r.aside, func(o *outgoing) bool { return wanted(o.Request) }); i >= 0 {
		o := r.aside[i]
		r.aside = slices.Delete(r.aside, i, i+1)
		return o
	}
	for range maxMoments {
		if len(r.out) > 0 {
			o := r.out[0]
			r.out = r.out[1:]
			switch {
			case wanted(o.Request):
				return o
			case r.backend.settings.At(o.URL).Target.IsTicket(o.Request):
				r.askTicket(o)
			case r.waits(o.Request):
				r.aside = append(r.aside, o)
			default:
				r.answer(o, r.byTheWay(o.Request))
			}
			continue
		}
		if len(r.due) == 0 || r.due[0].at.After(end) {
			return nil
		}
		m := r.due[0]
		r.due = r.due[1:]
		r.now = m.at
		if m.task != nil {
			m.task.Run()
		}
	}
	return nil
}

// waits reports whether a request is a login at one of several targets, whose turn has not
// come.
func (r *rehearsal) waits(sent *wx.Request) bool {
	n := r.backend.TargetOf(sent.URL)
	return len(r.loggedIn) > 1 && r.loggedIn[n] == nil && r.backend.settings.At(sent.URL).Target.IsLogin(sent)
}

// byTheWay is the answer to a request that is not wanted: the target knows the token
// that it gave, and none before.
func (r *rehearsal) byTheWay(sent *wx.Request) *wx.Response {
	target, login := &r.backend.settings.At(sent.URL).Target, r.loggedIn[r.backend.TargetOf(sent.URL)]
	switch {
	case login == nil:
		return refusal(&target.AuthFailure)
	case target.IsLogin(sent):
		again := *login
		return &again
	}
	return &wx.Response{Status: 200, Body: []byte("{}")}
}

// refusal is an answer to a request without a valid token.
func refusal(m *wrapper.Match) *wx.Response {
	r := &wx.Response{Status: 401, Body: []byte("{}")}
	if len(m.Status) > 0 {
		r.Status = m.Status[0]
	} else if m.Path != "" {
		r.Status = 200
	}
	if m.Path != "" && len(m.Values) > 0 {
		body := m.Values[0]
		for _, name := range slices.Backward(strings.Split(m.Path, ".")) {
			body = "{" + string(gjson.AppendJSONString(nil, name)) + ":" + body + "}"
		}
		r.Body = []byte(body)
	}
	return r
}

// logIn gives a login at a target its answer.
func (r *rehearsal) logIn(d *developer, o *outgoing, resp *wx.Response) {
	r.loggedIn[d.number] = resp
	r.answer(o, resp)
}

// answer gives a request its answer.
func (r *rehearsal) answer(o *outgoing, resp *wx.Response) {
	if o.to != nil {
		o.to.Receive(resp, nil)
	}
}

// values are what the placeholders of the next call stand for. Its id is one that no call
// of the load has.
func (r *rehearsal) values() *Values {
	r.made++
	return &Values{User: r.user, ID: fmt.Sprintf("%s-before-%d", r.user, r.made), Row: r.backend.scenario.FeedRow(r.user)}
}

// send sends a request of the client to the target, its placeholders filled in.
func (r *rehearsal) send(req *wx.Request) (*wx.Response, error) {
	b := r.backend
	if own := b.Unfilled(req); own != nil {
		if err := b.FillIn(own, r.values()); err != nil {
			return nil, unavailable("asking the mock WeChat at "+b.wechat.base+" for the user's data", err, "")
		}
		req = own
	}
	return b.probing.Call(req).Do()
}

// open loads a page that makes one call.
func (r *rehearsal) open(c *wrapper.Call) { r.client.Load([]*wrapper.Call{c}) }

// Now is real when the client starts: what it signs has a time in it.
func (r *rehearsal) Now() time.Time { return r.now }

// Rand is a stream of its own.
func (r *rehearsal) Rand() *rand.Rand { return r.rand }

// After puts a task behind those of the same time.
func (r *rehearsal) After(d time.Duration, t loop.Task) loop.Stopper {
	m := &moment{r.now.Add(d), t}
	i, _ := slices.BinarySearchFunc(r.due, m.at, func(m *moment, at time.Time) int { return cmp.Or(m.at.Compare(at), -1) })
	r.due = slices.Insert(r.due, i, m)
	return m
}

func (r *rehearsal) soon(f func()) { r.After(0, loop.Func(f)) }

// Request keeps a request for whoever drives the client.
func (r *rehearsal) Request(req *wx.Request, to wx.Receiver) loop.Stopper {
	o := &outgoing{req, to}
	r.out = append(r.out, o)
	return o
}

// Login asks the mock WeChat.
func (r *rehearsal) Login(done func(string, error)) {
	code, err := r.backend.wechat.login(r.user)
	if err != nil {
		r.failed = err
	}
	r.soon(func() { done(code, err) })
}

// CheckSession fails for a client that is new.
func (r *rehearsal) CheckSession(done func(error)) {
	var err error
	if !slices.ContainsFunc(r.loggedIn, func(login *wx.Response) bool { return login != nil }) {
		err = &wx.Error{ErrMsg: "checkSession:fail"}
	}
	r.soon(func() { done(err) })
}

// UserInfo asks the mock WeChat.
func (r *rehearsal) UserInfo(done func(*wx.UserInfo, error)) {
	info, err := r.backend.wechat.userInfo(r.user)
	r.soon(func() { done(info, err) })
}
