package client

// TargetTally counts what is about one target; in a [Tally] it is the sum of all. A login is
// counted at one of several targets once it is known for which it is: a wx.login whose code
// nobody sent is in none of them.
type TargetTally struct {
	// Requests of all kinds that left: sends = answers + failures + in flight.
	Sends, Answers, Failures, InFlight int64
	AuthFailuresSeen                   int64 // logins' and refreshes' answers apart

	LoginsSucceeded, LoginsFailed, LoginsAbandoned, LoginsRunning int64
	Justified, Concurrent, Stale401, Needless                     int64
	DuplicateClients                                              int64 // with at least one duplicate

	Refreshes Refreshes

	// The server's view, where a server could be asked.
	ServerKnown                        bool
	ServerDuplicates, ServerAfterCheck int64
}

// Duplicates is the number of duplicate logins of all kinds.
func (n *TargetTally) Duplicates() int64 { return n.Concurrent + n.Stale401 + n.Needless }

// tellApart lets a tally count by target, so many of them.
func (t *Tally) tellApart(targets int) {
	for len(t.Targets) < targets {
		t.Targets = append(t.Targets, TargetTally{})
	}
}

// of is where what is about an account is counted besides; nil where there is one target, or
// it is about none.
func (t *Tally) of(a *account) *TargetTally {
	if a == nil || a.number >= len(t.Targets) {
		return nil
	}
	return &t.Targets[a.number]
}

func (t *Tally) addTargets(u []TargetTally) {
	t.tellApart(len(u))
	for i := range u {
		t.Targets[i].add(&u[i])
	}
}

func (n *TargetTally) add(m *TargetTally) {
	add(n.counters(), m.counters())
	add(n.Refreshes.counters(), m.Refreshes.counters())
	n.ServerKnown = n.ServerKnown || m.ServerKnown
}

func (n *TargetTally) counters() []*int64 {
	return []*int64{&n.Sends, &n.Answers, &n.Failures, &n.InFlight, &n.AuthFailuresSeen,
		&n.LoginsSucceeded, &n.LoginsFailed, &n.LoginsAbandoned, &n.LoginsRunning,
		&n.Justified, &n.Concurrent, &n.Stale401, &n.Needless, &n.DuplicateClients, &n.ServerDuplicates, &n.ServerAfterCheck}
}

// answered counts the answer to a request.
func (n *TargetTally) answered(f *flight, refused bool) {
	n.Answers++
	switch {
	case f.refreshes():
		n.Refreshes.Answers++
	case refused && !f.post:
		n.AuthFailuresSeen++
	}
}

// judged counts a login or a refresh as justified or as a duplicate.
func (n *TargetTally) judged(x *login, r ruling) {
	to := [...]*int64{justified: &n.Justified, concurrent: &n.Concurrent, stale401: &n.Stale401, needless: &n.Needless}
	if u := &n.Refreshes; x.refresh {
		to = [...]*int64{justified: &u.Justified, concurrent: &u.Concurrent, stale401: &u.Stale401, needless: &u.Needless}
	}
	*to[r]++
}

// ends counts how a login or a refresh ended, so many times; a negative number takes that
// back.
func (n *TargetTally) ends(x *login, how loginState, times int64) {
	to := [...]*int64{succeeded: &n.LoginsSucceeded, failed: &n.LoginsFailed, abandoned: &n.LoginsAbandoned}
	if u := &n.Refreshes; x.refresh {
		to = [...]*int64{succeeded: &u.Succeeded, failed: &u.Failed, abandoned: &u.Abandoned}
	}
	*to[how] += times
}

// running is where a login or a refresh is counted that runs at the end of a run.
func (n *TargetTally) running(x *login) *int64 {
	if x.refresh {
		return &n.Refreshes.Running
	}
	return &n.LoginsRunning
}

// duplicateClients is where a client is counted at its first duplicate of that sort.
func (n *TargetTally) duplicateClients(x *login) *int64 {
	if x.refresh {
		return &n.Refreshes.DuplicateClients
	}
	return &n.DuplicateClients
}

// countAt counts a defect at one of several targets.
func (d *DefectTally) countAt(number, targets int) {
	if d.Targets == nil {
		d.Targets = make([]int64, targets)
	}
	d.Targets[number]++
}

// leftInFlight counts the requests that are on their way at the end of a run.
func (o *Observer) leftInFlight() {
	o.tally.InFlight += o.flights.inFlight()
	for i := range o.flights.all {
		f := &o.flights.all[i]
		if n := o.tally.of(f.at); n != nil && !f.sent.IsZero() {
			n.InFlight++
		}
	}
}
