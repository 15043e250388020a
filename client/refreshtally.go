package client

// Refreshes counts the renewals of tokens with a refresh token.
type Refreshes struct {
	// Started = Succeeded + Failed + Abandoned + Running, and = Justified + the
	// duplicates: a refresh is judged when its POST is called.
	Started, Succeeded, Failed, Abandoned, Running int64
	Justified, Concurrent, Stale401, Needless      int64
	DuplicateClients                               int64 // with at least one duplicate

	Refused        int64 // of the failed ones: the target turned the refresh token down
	Sends, Answers int64 // of refresh POSTs, among those of all requests

	// ServerDuplicates are those for which the target gave a token while the client's
	// last one was still valid, where it could be asked.
	ServerDuplicates int64
}

// Duplicates is the number of duplicate refreshes of all kinds.
func (r *Refreshes) Duplicates() int64 { return r.Concurrent + r.Stale401 + r.Needless }

func (r *Refreshes) counters() []*int64 {
	return []*int64{&r.Started, &r.Succeeded, &r.Failed, &r.Abandoned, &r.Running,
		&r.Justified, &r.Concurrent, &r.Stale401, &r.Needless, &r.DuplicateClients,
		&r.Refused, &r.Sends, &r.Answers, &r.ServerDuplicates}
}

// judged counts a login or a refresh as justified or as a duplicate.
func (t *Tally) judged(x *login, r ruling) {
	t.TargetTally.judged(x, r)
	if at := t.of(x.at); at != nil {
		at.judged(x, r)
	}
}

// ends counts how a login or a refresh ended, as [TargetTally.ends] does. Those that run are
// counted at the end of a run only.
func (t *Tally) ends(x *login, how loginState, times int64) {
	if how == running {
		return
	}
	t.TargetTally.ends(x, how, times)
	if at := t.of(x.at); at != nil {
		at.ends(x, how, times)
	}
}

// class is that of a login, or a refresh, that is a duplicate.
func (x *login) class() string {
	if x.refresh {
		return DuplicateRefresh
	}
	return DuplicateLogin
}

// metric is what measures how long a login or a refresh took.
func (x *login) metric() Metric {
	if x.refresh {
		return RefreshTime
	}
	return LoginTime
}

// what is what failed where it did.
func (x *login) what() string {
	if x.refresh {
		return FailedRefresh
	}
	return FailedLogin
}
