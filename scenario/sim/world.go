package sim

import (
	"math/rand/v2"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/mockwx/devserver"
	"github.com/wxload/wxload/scenario/sim/servers"
)

// world holds everything that happens in one run.
type world struct {
	queue
	script  *Script
	wrapper wrapper.Info
	target  *wrapper.Target

	servers *servers.Pair
	answers *devserver.Answers // that the script lists
	sticky  bool               // the session stays invalid whatever happens
	faults  *faults

	client    *client.Client
	trace     trace
	exchanges map[*wx.Request]*exchange
	served    map[string]string // the server's paths of the pages' requests
	own       map[int]string    // what the trace calls those that a mini program's pages made themselves
	ordinals  struct{ wxLogin, check, userInfo, login, ticket, refresh, aux, request, storage, ui int }
	rates     struct{ logins, checks []int64 } // times of recent calls
	newest    string                           // the token delivered last
	inFlight  map[int]bool                     // logins by the ordinal of their wx.login
	loginOf   map[string]int                   // that ordinal by code, and by ticket
	callIDs   map[int]int                      // ordinals of wx.login and wx.checkSession by the platform's id
	summary   Summary
}

// newWorld sets up the servers and the client, and inserts the script's timed
// faults and actions, in this order.
func newWorld(s *Script, info wrapper.Info) *world {
	settings := s.settings(info)
	w := &world{script: s, wrapper: info, target: &settings.Target, faults: newFaults(s.Faults), served: map[string]string{}, own: map[int]string{},
		exchanges: map[*wx.Request]*exchange{}, inFlight: map[int]bool{}, loginOf: map[string]int{}, callIDs: map[int]int{}}
	w.trace = trace{events: []Event{}, requests: []*Request{}, byName: map[string]*Request{}}
	token := w.setUpServers(settings)
	refreshToken := ""
	if token != "" && s.Refresh != "" {
		refreshToken = w.servers.SeedRefresh()
	}
	w.client = client.New(&host{w, rand.New(rand.NewPCG(1, 1))}, client.Config{
		Wrapper:  info,
		Settings: settings,
		Token:    token, RefreshToken: refreshToken,
		Platform: wx.Config{AppID: servers.AppID, EnvVersion: "develop", Slots: s.Slots, Drop: s.Overflow == "drop", Domains: servers.AllowedDomains(settings),
			CallbackDelay: w.callbackDelay, Observe: w.observe},
		Observer: w.observer(settings),
	})
	if token != "" {
		w.newest = token
	}
	w.insertFaults()
	w.insertActions()
	return w
}

// setUpServers makes the two servers and returns the token that the client
// already holds.
func (w *world) setUpServers(settings *wrapper.Settings) (token string) {
	var err error
	w.answers, err = devserver.NewAnswers(w.script.Answers, settings.Whitelist)
	must(err)
	options := servers.Options{Shape: w.wrapper.Shape, Target: servers.TargetOf(w.wrapper), AuthFailure: w.script.AuthFailure, Answers: settings.Answers, Public: settings.Whitelist, Everything: w.wrapper.Pages != nil,
		TTL: milliseconds(w.script.TokenLife), Single: w.script.NewLoginInvalidatesOld, Ticket: w.script.Ticket}
	if settings.Target.Refreshes() {
		options.Refresh, options.OneTime = servers.RefreshOf(&settings.Target), w.script.Refresh == refreshOnce
	}
	options.Renewed = settings.Target.Renewed.Header
	plan, err := servers.New(options)
	must(err)
	w.servers = plan.Build()
	w.servers.SetSession(servers.At(0), w.script.Initial.Session != "invalid")
	if w.script.Initial.Token == "" || w.script.Initial.Token == "absent" {
		return ""
	}
	return w.servers.Seed(w.script.Initial.Token == "valid")
}

func (w *world) validWhenIssued(_ int, older, newer string) (valid, known bool) {
	return w.servers.Developer.ValidWhenIssued(older, newer)
}

func (w *world) issuedBefore(_ int, one, other string) (before, known bool) {
	return w.servers.Developer.IssuedBefore(one, other)
}

// must is for what a script cannot bring about.
func must(err error) {
	if err != nil {
		panic("sim: " + err.Error())
	}
}

func (w *world) time() time.Time { return servers.At(milliseconds(w.now)) }

func (w *world) count(n *int) int {
	*n++
	return *n
}

// serverAt is when a call of that latency acts on the server, from now.
func (w *world) serverAt(latency int64) int64 {
	part := 0.5
	if w.script.ServerAt != nil {
		part = *w.script.ServerAt
	}
	return int64(float64(latency) * part)
}

// limited reports whether a call is over the script's rate limit.
func (w *world) limited(recent *[]int64) bool {
	if w.script.RateLimit == 0 {
		return false
	}
	calls := *recent
	for len(calls) > 0 && calls[0] <= w.now-1000 {
		calls = calls[1:]
	}
	*recent = append(calls, w.now)
	return len(calls) >= w.script.RateLimit
}

func (w *world) callbackDelay(ui bool) time.Duration {
	ms := int64(0)
	if ui {
		ms = w.script.Latencies.UI.of(0, w.count(&w.ordinals.ui), "", 0)
	} else {
		ms = w.script.Latencies.Storage.of(0, w.count(&w.ordinals.storage), "", 0)
	}
	return time.Duration(ms) * time.Millisecond
}

func (w *world) insertFaults() {
	for _, f := range w.script.Faults {
		switch f.Type {
		case faultExpireAll:
			w.at(f.At, func() {
				w.trace.add(w.now, Event{Kind: "fault.expireAll"})
				w.servers.ExpireTokens(w.time())
			})
		case faultExpireRefresh:
			w.at(f.At, func() {
				w.trace.add(w.now, Event{Kind: "fault.expireRefreshTokens"})
				w.servers.ExpireRefreshTokens(w.time())
			})
		case faultSessionInvalid:
			w.at(f.At, func() {
				w.trace.add(w.now, Event{Kind: "fault.sessionInvalid", Sticky: f.Sticky})
				w.sticky = w.sticky || f.Sticky
				w.servers.SetSession(w.time(), false)
			})
		}
	}
}
