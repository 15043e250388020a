package live

import (
	"context"
	"net/url"
	"runtime"
	"sync"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/reports/result"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/live/backend"
	"github.com/wxload/wxload/scenario/live/transport"
)

// Options are what a run needs besides its scenario.
type Options struct {
	// Version of the tool, for the report.
	Version string
	// AllowHost decides which hosts may be connected to; nil allows all. It must be
	// safe for concurrent use.
	AllowHost func(host string) bool
	// Progress, if set, is told every quarter of a second how far the run is. It is
	// called on one goroutine at a time.
	Progress func(Progress)
	// Shard is the part of the run that is done.
	Shard Shard
	// Clients, if set, says how many clients are active, in the place of the scenario's
	// closed load: none at first, then as many as were received last, those with the lowest
	// numbers. The load lasts until the channel is closed.
	Clients <-chan int
	// Record, if set, is the folder for the traces of clients that showed a defect:
	// see record.Prepare. Each client then keeps the current run of its app, at
	// most record.MaxEvents events of about 200 bytes.
	Record string
	// Watch is told what the run counts and measures.
	Watch Watcher
	// Result, if set, begins the result of the run when its load begins: it is written while
	// the load goes on. Whoever gave it asks the writer for its errors when Run returns.
	Result func(result.Head) *result.Writer
	// Answers, if set, is the folder for what the target answers: see record.Answers.
	Answers string
}

// run is one run of a scenario.
type run struct {
	backend  *backend.Backend
	scenario *scenario.Scenario // resolved
	config   string             // its fingerprint
	workload string
	settings *wrapper.Settings
	options  Options
	wrapper  wrapper.Info
	platform wx.Config
	observed client.ObserverConfig
	shape    scenario.LoadShape
	names    []string    // of the flow's requests
	marked   []wx.Header // of the wrapper, with placeholders
	saves    map[string]map[string]scenario.Saved
	// answering is the target of each of the flow's requests, by its name.
	answering map[string]*wrapper.Target

	transport *transport.Transport
	users     []*user // by number
	workers   []*worker
	most      int // clients that were asked for at a time, of a run that is steered
	measured  *measured
	working   sync.WaitGroup
	begun     time.Time
	ready     time.Time // when the clients and servers were
	looked    time.Time // when the ledgers before the load were read
	before    backend.Ledgers
	next      time.Duration       // when the watcher is told again
	phase     string              // that it was told last
	totalled  time.Duration       // when the result was given the counts last
	fired     []reports.Happening // the scenario's events so far
	trouble   []string            // what went wrong without ending the run
	usage     usage
}

// Run runs a scenario that was validated with a wrapper, whatever wrapper.id names,
// and returns the report. When ctx is cancelled it starts no new work, lets open
// requests settle, and reports what it saw, as interrupted. An error means that no
// load was sent: a [*backend.UnavailableError], a [*backend.MisfitError], a
// [*transport.LimitError] or a failure of the set-up.
func Run(ctx context.Context, s *scenario.Scenario, info wrapper.Info, options Options) (*reports.Report, error) {
	if err := checkLimits(s, options.Shard.Share(s.Clients.Count)); err != nil {
		return nil, err
	}
	b, err := backend.Open(s, info, options.AllowHost)
	if err != nil {
		return nil, err
	}
	r := newRun(s, info, b, options)
	defer r.close()
	if r.config, err = fingerprint(s, info); err != nil {
		return nil, err
	}
	if r.workload, err = s.Workload(); err != nil {
		return nil, err
	}
	if err := r.prepare(ctx); err != nil {
		return nil, err
	}
	r.start()
	events := newTimeline(ctx, r)
	interrupted := r.load(ctx, events)
	interrupted = r.drain(ctx, interrupted)
	events.wait()
	return r.report(interrupted), nil
}

func newRun(s *scenario.Scenario, info wrapper.Info, b *backend.Backend, options Options) *run {
	resolved := b.Scenario()
	r := &run{backend: b, scenario: resolved, settings: b.Settings(), options: options, wrapper: info,
		platform: b.Platform(), observed: b.Observer(), shape: resolved.Shape(), marked: backend.Marked(resolved.Wrapper.Header), saves: resolved.Saves(), answering: map[string]*wrapper.Target{}}
	for _, q := range r.scenario.Requests() {
		r.names = append(r.names, q.Name)
		r.answering[q.Name] = r.settings.Targets()[resolved.TargetOf(q.Path)]
	}
	config := transport.Config{Clients: s.Clients.Count, Connections: s.Platform.Connections, Resend: true, AllowHost: options.AllowHost,
		Bodies: int64(s.Platform.Bodies)}
	if s.Platform.Pool == "shared" {
		config.Connections, config.Shared = 0, s.Platform.Connections
	}
	r.transport = transport.New(config)
	r.makeWorkers()
	return r
}

// fingerprint is that of the scenario, wherever its servers listen.
func fingerprint(s *scenario.Scenario, info wrapper.Info) (string, error) {
	resolved, err := s.Resolve(info.Shape, scenario.Embedded)
	if err != nil {
		return "", err
	}
	resolved.Wrapper.ID = info.ID
	return resolved.Fingerprint(info.Source), nil
}

func (r *run) makeWorkers() {
	shard := &r.options.Shard
	clients := shard.Share(r.scenario.Clients.Count)
	for n := range min(runtime.GOMAXPROCS(0), clients) {
		r.workers = append(r.workers, newWorker(r, n))
	}
	r.measured = newMeasured(r.names, len(r.workers), r.options.Watch.Measured)
	r.users = make([]*user, clients)
	targets := r.backend.Targets()
	gates := make([]gate, clients*targets)
	for i := range r.users {
		w, number := r.workers[i%len(r.workers)], shard.client(i, r.scenario.Clients.Count)
		u := &user{w: w, number: number, name: scenario.User(number), gates: gates[i*targets : (i+1)*targets]}
		r.users[i] = u
		w.users = append(w.users, u)
	}
}

// prepare does what comes before the load, until ctx is cancelled.
func (r *run) prepare(ctx context.Context) error {
	hungUp := context.AfterFunc(ctx, r.backend.HangUp)
	err := r.tryOut(ctx)
	if !hungUp() {
		return context.Cause(ctx) // whatever else failed, it failed because of that
	}
	return err
}

func (r *run) tryOut(ctx context.Context) (err error) {
	if err := r.backend.Probe(); err != nil {
		return err
	}
	if err := r.setUp(ctx); err != nil {
		return err
	}
	r.ready = time.Now()
	if err := r.awaitStart(ctx, ledgerLead); err != nil {
		return err
	}
	if err := r.backend.BeginFaults(); err != nil {
		return err
	}
	r.looked = time.Now()
	if r.before, err = r.backend.Ledgers(); err != nil {
		return err
	}
	return r.awaitStart(ctx, 0)
}

// checkLimits compares what so many clients of the run need with what the machine has.
func checkLimits(s *scenario.Scenario, clients int) error {
	limits, err := transport.MachineLimits()
	if err != nil {
		return err
	}
	need := transport.Need{Clients: clients, Connections: s.Platform.Connections * (1 + len(s.Targets)), Embedded: s.EmbeddedTarget(),
		Others: backend.Descriptors(s)}
	if s.Platform.Pool == "shared" {
		need.Connections, need.Shared = 0, s.Platform.Connections
	}
	need.Host = "127.0.0.1"
	if !s.EmbeddedTarget() {
		need.Host = hostname(s.TargetURL())
	}
	return limits.Check(need)
}

func hostname(rawURL string) string {
	u, err := url.Parse(rawURL)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// start begins the load.
func (r *run) start() {
	r.usage = measureUsage()
	r.begun = time.Now()
	r.beginResult()
	for _, w := range r.workers {
		w.now = r.begun
		w.shareOut()
		r.working.Go(w.loop)
	}
}

// load keeps the load going until its end, or until ctx is cancelled.
func (r *run) load(ctx context.Context, events *timeline) (interrupted bool) {
	tick := time.NewTicker(progressEvery)
	defer tick.Stop()
	end := time.NewTimer(r.shape.Duration())
	defer end.Stop()
	if r.steered() {
		end.Stop()
	}
	for {
		select {
		case <-ctx.Done():
			return true
		case <-end.C:
			return false
		case clients, more := <-r.options.Clients:
			if !more {
				return false
			}
			r.steer(clients)
		case <-events.next():
			events.fire()
		case <-tick.C:
			if r.progress("running") {
				return false
			}
		}
	}
}

// ask runs f on each worker's goroutine, one after another, and waits for it.
func (r *run) ask(f func(*worker)) {
	for _, w := range r.workers {
		w.asked(f)
	}
}

func (r *run) close() {
	r.backend.Close()
	r.transport.Close()
}
