package world

import (
	"fmt"
	"hash/maphash"
	"math/rand/v2"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/explore/situation"
	"github.com/wxload/wxload/scenario/sim/servers"
)

const (
	// step is how much time the delivery of an answer takes, unless a timer is due
	// before.
	step = 10 * time.Millisecond
	// slowest is how long an exchange can take at most. Until then a timer may come
	// before its answer; after that it cannot.
	slowest = 3 * time.Second
)

// World is one run of a situation: the client, the two servers, and what is
// pending between them. Which of it happens next, others choose.
type World struct {
	situation *situation.Situation
	subject   *Subject
	arena     *arena

	servers *servers.Pair
	further []*servers.Pair // of the further backends, with the same WeChat
	client  *client.Client
	tally   *client.Tally

	now          time.Duration
	calls        []*Call // pending calls of the platform, oldest first
	timers       []*timer
	next         []int // of each thread: the index of its next deed
	left         []int // of each fault: how often it may still happen
	counts       [kinds]uint8
	rules        Rules
	arrivalsOpen bool     // the next choice must be an arrival or a write of the servers
	batch        uint8    // counts the batches of such arrivals
	silent       int      // counts the calls that never call back
	fired        *timer   // the one whose turn runs; nil in another turn
	issued       int      // counts the tokens that the server has issued
	tickets      int      // and its tickets
	kept         uint64   // a hash of the session_key that the server keeps
	given        *profile // to be sent when the turn that runs is over; nil for none
	written      uint64   // a hash of the writes that the server accepted, and how often
	fires        int      // counts the timers that have fired
	counted      bool     // see Counted
	looks        int      // see Looked
	chains       int      // timers set so far, without those that look again
	readsTime    bool     // an app that has ended did, see ReadsTime
	history      uint64   // a hash of all that the client received, see remember
	provenance   provenance
	effects      uint64              // a hash of what the turn that runs has done, see observe
	requests     []request           // in the order of the situation
	names        []string            // of the last of them, which pages of a mini program made themselves
	callers      []uint8             // by the client's number of a call: its request
	listen       func(*wx.Event)     // told of the client's events; may be nil
	noted        func(Choice, *Call) // told of each choice before it happens; may be nil
}

// Subject is the wrapper under test, with what all runs share.
type Subject struct {
	Info wrapper.Info
	// Polls says that timers which only look, and set themselves again, were seen to
	// go on so: nobody needs to wait whether one gives up. See [World.Counted].
	Polls    bool
	settings *wrapper.Settings
	backend  *servers.Blueprint
	further  []*servers.Blueprint // of the further backends
	seed     maphash.Seed         // of keys
}

// NewSubject is a wrapper under test, in worlds of a situation. It fails where the
// wrapper's backend is none that there is.
func NewSubject(info wrapper.Info, s *situation.Situation) (*Subject, error) {
	settings := info.Defaults
	settings.Target.KeyDisplaced = servers.KeyDisplaced()
	settings.Domains = map[string]string{"develop": servers.Domain}
	options := servers.Options{Shape: info.Shape, Target: servers.TargetOf(info), Everything: info.Pages != nil, Answers: settings.Answers, Public: settings.Whitelist}
	servers.SetTicket(&settings, s.Ticket)
	options.Ticket = s.Ticket
	if s.RefreshAt != nil {
		settings.Target.Refresh, settings.RefreshKey = s.RefreshAt.Endpoint(), s.RefreshAt.Key
	}
	if servers.SetRefresh(&settings, s.Refresh != ""); settings.Target.Refreshes() {
		options.Refresh, options.OneTime = servers.RefreshOf(&settings.Target), s.Refresh == situation.Once
	}
	servers.SetRenewed(&settings, s.Renewed)
	options.Renewed = settings.Target.Renewed.Header
	backend, err := servers.New(options)
	if err != nil {
		return nil, fmt.Errorf("the backend of the wrapper %s: %w", info.ID, err)
	}
	subject := &Subject{Info: info, settings: &settings, backend: backend, seed: maphash.MakeSeed()}
	for i := range s.Further {
		if err := subject.addBackend(i+1, &s.Further[i]); err != nil {
			return nil, fmt.Errorf("the backend of %s: %w", s.Further[i].Host, err)
		}
	}
	return subject, nil
}

// Settings are those of the wrapper.
func (s *Subject) Settings() wrapper.Settings { return *s.settings }

// request is one request of the pages.
type request struct {
	group uint64 // a hash of its page, and whether it is public: alike for those that are alike at first
	local uint64 // a hash of its group and of all that has happened to it
	sends uint8
}

// newArena makes the memory for the worlds of a situation, one after another.
func newArena(s *situation.Situation, subject *Subject, info wrapper.Info, pool *loop.Pool) *arena {
	r := &arena{}
	w := &r.world
	w.situation, w.subject, w.arena, w.tally = s, subject, r, client.NewTally()
	w.requests = make([]request, s.TotalRequests())
	w.next = make([]int, len(s.Threads))
	w.left = make([]int, len(s.Faults))
	for _, thread := range s.Threads {
		r.pages = append(r.pages, make([][]*wrapper.Call, len(thread)))
	}
	r.config = client.Config{
		Wrapper: info, EndStorms: info.Source != "", Settings: subject.settings, Pool: pool,
		Platform: wx.Config{AppID: servers.AppID, EnvVersion: "develop", Slots: s.Slots, Observe: w.observe,
			Domains: servers.AllowedDomains(subject.settings)},
		Observer: client.ObserverConfig{Tally: w.tally, Domain: servers.Domain, Deadline: subject.settings.HungDeadline(),
			BusinessSlots: client.BusinessSlots(s.Slots, 1+len(s.Further)), ServerReports: true, NoExamples: true, IssuedBefore: w.issuedBefore},
	}
	return r
}

// begin makes a new world in the memory of the last one.
func (r *arena) begin() *World {
	w := &r.world
	r.callSlab.reset()
	r.timerSlab.reset()
	r.answerSlab.reset()
	*w = World{situation: w.situation, subject: w.subject, arena: r, tally: w.tally, calls: w.calls[:0], timers: w.timers[:0],
		next: w.next, left: w.left, requests: w.requests[:w.situation.TotalRequests()], names: w.names[:0], callers: w.callers[:0],
		provenance: w.provenance.anew()}
	w.tally.Reset()
	clear(w.requests)
	clear(w.next)
	for i, b := range w.situation.Faults {
		w.left[i] = b.Max
	}
	r.config.Token = w.setUpServers()
	if w.situation.Refresh != "" && r.config.Token != "" {
		r.config.RefreshToken = w.servers.SeedRefresh()
	}
	r.config.Further = w.setUpFurther()
	r.host = host{w: w}
	w.client = client.New(&r.host, r.config)
	return w
}

func (w *World) setUpServers() (token string) {
	w.servers = w.subject.backend.Build()
	if w.situation.Token == situation.Absent {
		return ""
	}
	w.servers.SetSession(servers.At(0), true)
	return w.servers.Seed(w.situation.Token == situation.Valid)
}

func (w *World) note(c Choice, pending *Call) {
	if w.noted != nil {
		w.noted(c, pending)
	}
}

func (w *World) issuedBefore(target int, one, other string) (before, known bool) {
	return w.pair(target).Developer.IssuedBefore(one, other)
}

func (w *World) time() time.Time { return servers.At(w.now) }

// host is the world as the client sees it.
type host struct {
	w    *World
	rand *rand.Rand
}

var _ wx.Host = (*host)(nil)

func (h *host) Now() time.Time { return h.w.time() }

// Rand is one stream for all runs, so that a position in it follows from the
// client's history.
func (h *host) Rand() *rand.Rand {
	if h.rand == nil {
		h.rand = rand.New(rand.NewPCG(1, 1))
	}
	return h.rand
}
