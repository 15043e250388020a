package live

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/scenario/live/backend"
)

// report puts everything together, when the workers have stopped.
func (r *run) report(interrupted bool) *reports.Report {
	m := r.look(func(w *worker, f func(*worker)) { f(w) }) // it has stopped
	m.Active = 0
	elapsed := time.Since(r.begun)
	r.measured.end(elapsed, m, r.begun)
	r.writeRecords()
	r.writeAnswers()
	tally := m.Tally
	r.addReplayed(tally, m.network)
	unseen := r.unseen(tally, r.addFalseLogins(tally))
	r.tellEnd(m)
	out := r.outline(m, elapsed)
	r.addBooks(out.Targets)
	out.Interrupted, out.Unseen, out.Notes, out.Books = interrupted, unseen, r.notes(&tally.Clues), r.books(tally, m.network, out.Targets)
	out.Notes = append(out.Notes, r.rotationNotes(out.Defects)...)
	further := slices.Concat(r.backend.Trouble(), r.trouble)
	if late, never := r.lateLaunches(); late > 0 {
		further = append(further, fmt.Sprintf("%s launches found no idle client and had to wait, %s of them until the end: the target is too slow for the rate, or clients.count too small", reports.Count(int64(late)), reports.Count(int64(never))))
	}
	out.Books.Notes = append(out.Books.Notes, further...)
	r.judge(out)
	r.endResult(out, further)
	return out
}

// judge judges a whole run; a shard's thresholds are judged with those of all others.
func (r *run) judge(out *reports.Report) {
	if !r.options.Shard.cut() {
		out.Judge(r.scenario.EffectiveThresholds(), r.measured.recorder)
		return
	}
	out.Shards[0].Complete = true
	out.SetOffsets()
	out.JudgePart(r.scenario.EffectiveThresholds(), r.measured.recorder)
}

// outline is what a report says of a run after a time by the clients' counts alone.
func (r *run) outline(m *moment, elapsed time.Duration) *reports.Report {
	t := m.Tally
	out := &reports.Report{
		Tool: reports.Tool{Version: r.options.Version}, Scenario: r.scenario.Name, Wrapper: r.wrapper.ID,
		Seed: r.scenario.Seed, ConfigSHA256: r.config, Started: r.begun.UTC(), DurationMS: float64(elapsed) / 1e6,
		Clients: m.Clients, Requests: requests(t), Slowest: r.slowest(m.slowest), Logins: loginsOf(t), Refreshes: r.refreshes(t), Targets: r.targets(t),
		Defects: r.defects(t), Stubbed: t.Stubbed, PageErrors: pageErrors(t), Failures: failures(t, r.begun), Statuses: statuses(t),
		Generator: r.usage.since(m.late, m.Clients.Started), Tags: r.scenario.Tags(),
		Series: r.measured.series.Seconds(), Machine: machine(), Events: r.happenings(elapsed),
	}
	out.Requests.Resent = m.network.resent
	out.Shards = r.shards(&out.Generator)
	return out
}

// lateLaunches counts the launches of an open load that found no idle client, and
// those of them that never did.
func (r *run) lateLaunches() (late, never int) {
	for _, w := range r.workers {
		late += w.crowd.late
		never += w.crowd.due - w.crowd.taken
	}
	return late, never
}

// planned is how many clients the load was to start.
func (r *run) planned() int {
	if r.steered() {
		return r.most
	}
	return min(len(r.users), r.options.Shard.Share(r.shape.Launches()))
}

func requests(t *client.Tally) reports.Requests {
	out := reports.Requests{Outcomes: reports.Outcomes(t.Outcomes), Sends: t.Sends, TokenlessSends: t.TokenlessSends,
		AuthFailuresSeen: t.AuthFailuresSeen, ByName: map[string]reports.Outcomes{}}
	for name, n := range t.ByName {
		out.ByName[name] = reports.Outcomes(*n)
	}
	return out
}

func loginsOf(t *client.Tally) reports.Logins {
	out := reports.Logins{LoginCounts: loginCounts(t), Stray: t.LoginsStray, Justified: t.Justified,
		Duplicate: reports.Duplicates{Total: t.Duplicates(), Concurrent: t.Concurrent, Stale401: t.Stale401,
			Needless: t.Needless, Clients: t.DuplicateClients}}
	if t.ServerKnown {
		out.DuplicateServer = &reports.DuplicateServer{Total: t.ServerDuplicates, AfterFailedCheck: t.ServerAfterCheck}
	}
	return out
}

// refreshes are nil where no target gives refresh tokens.
func (r *run) refreshes(t *client.Tally) *reports.Refreshes {
	if !slices.ContainsFunc(r.settings.Targets(), (*wrapper.Target).Refreshes) {
		return nil
	}
	return refreshes(&t.Refreshes, t.ServerKnown)
}

func refreshes(n *client.Refreshes, serverKnown bool) *reports.Refreshes {
	out := &reports.Refreshes{LoginCounts: refreshCounts(n), Refused: n.Refused, Justified: n.Justified,
		Duplicate: reports.Duplicates{Total: n.Duplicates(), Concurrent: n.Concurrent, Stale401: n.Stale401,
			Needless: n.Needless, Clients: n.DuplicateClients}}
	if serverKnown {
		out.DuplicateServer = &reports.DuplicateServer{Total: n.ServerDuplicates}
	}
	return out
}

func pageErrors(t *client.Tally) (out []reports.PageError) {
	for _, e := range t.PageErrors.Sorted() {
		out = append(out, reports.PageError{Place: e.Place, Text: e.Text, Count: t.PageErrors[e]})
	}
	return out
}

func (r *run) defects(t *client.Tally) []reports.Defect {
	out := []reports.Defect{}
	for key, d := range t.Defects {
		example := &reports.Example{Client: d.Example.Client, Events: []reports.Event{}}
		for _, step := range d.Example.Steps {
			example.Events = append(example.Events, reports.Event{AtMS: float64(step.At) / 1e6, Kind: step.Kind, Text: step.Text})
		}
		out = append(out, reports.Defect{Class: key.Class, Kind: key.Kind, Count: d.Count, Clients: d.Clients, Example: example,
			Note: t.Clues.Note(key, "wrapper.renew_margin"), Targets: r.hosts(d.Targets)})
	}
	slices.SortFunc(out, func(a, b reports.Defect) int {
		return cmp.Or(cmp.Compare(a.Class, b.Class), cmp.Compare(a.Kind, b.Kind))
	})
	return out
}

// addReplayed adds the orders that only the target knows to be accepted twice:
// the client saw but one answer, or none. Where its network had sent one again, it was
// not the wrapper's doing; a user has ordered twice all the same.
func (r *run) addReplayed(t *client.Tally, n network) {
	replays, _ := r.backend.Replays(r.before) // what cannot be read is in the books
	replays = slices.DeleteFunc(replays, func(replay backend.Replay) bool { return r.ofOthers(replay.User) })
	key := client.DefectKey{Class: client.ReplayedWrite}
	if d := t.Defects[key]; len(replays) == 0 || d != nil && d.Count >= int64(len(replays)) {
		return
	}
	clients := map[string]bool{}
	resent := 0
	for _, replay := range replays {
		clients[replay.User] = true
		if n.orders[replay.ID] {
			resent++
		}
	}
	first := client.Example{Client: r.number(replays[0].User), Steps: []client.Step{{Kind: "ledger",
		Text: "the target accepted order " + replays[0].ID + " more than once"}}}
	if resent > 0 {
		first.Steps = append(first.Steps, client.Step{Kind: "network", Text: fmt.Sprintf("%d of %d such orders were sent again by the device's network, "+
			"as Chromium's does where a reused connection is closed before an answer: the target must recognise an order that it has", resent, len(replays))})
	}
	t.Defects[key] = &client.DefectTally{Count: int64(len(replays)), Clients: int64(len(clients)), Example: first}
}

// ofOthers reports the user of a client of another shard. Those that nobody has are the
// first shard's.
func (r *run) ofOthers(user string) bool {
	return r.options.Shard.cut() && r.number(user) == 0 && (user != "" || !r.options.Shard.first())
}

// number is that of the client of a user; zero where there is none.
func (r *run) number(name string) int {
	i := slices.IndexFunc(r.users, func(u *user) bool { return u.name == name })
	if i < 0 {
		return 0
	}
	return r.users[i].number
}
