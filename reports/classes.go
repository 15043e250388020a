package reports

import (
	"cmp"
	"slices"
)

// ClassInfo describes a class of defects to people.
type ClassInfo struct {
	ID       string
	Severity string // "high", "medium" or "low"
	Sentence string // what was seen, and what it costs the user
}

// Class returns the class with the id, and whether there is one.
func Class(id string) (ClassInfo, bool) {
	all := Classes()
	i := slices.IndexFunc(all, func(c ClassInfo) bool { return c.ID == id })
	if i < 0 {
		return ClassInfo{}, false
	}
	return all[i], true
}

// severities returns the severities, the gravest first.
func severities() []string { return []string{"high", "medium", "low"} }

// severityOf is the severity of a class and kind; "" where the class is not known.
func severityOf(class, kind string) string {
	if class == hungClass && kind == navigated {
		return "medium" // the user is taken to a page where it goes on
	}
	info, _ := Class(class)
	return info.Severity
}

// CompareGravity orders defects by their severity, the gravest first, then as [Classes]
// does. Of classes that are not known it takes the severity that the defect has.
func CompareGravity(a, b Defect) int {
	severity := func(d Defect) int { return slices.Index(severities(), cmp.Or(severityOf(d.Class, d.Kind), d.Severity)) }
	ids := classIDs()
	return cmp.Or(cmp.Compare(severity(a), severity(b)), cmp.Compare(slices.Index(ids, a.Class), slices.Index(ids, b.Class)))
}

// rankDefects sets the severities and the advice of known classes, and sorts by gravity,
// then by count.
func (r *Report) rankDefects() {
	for i, d := range r.Defects {
		if severity := severityOf(d.Class, d.Kind); severity != "" {
			r.Defects[i].Severity = severity
		}
		r.Defects[i].Advice = Advice(d.Class, d.Kind)
	}
	slices.SortStableFunc(r.Defects, func(a, b Defect) int {
		return cmp.Or(CompareGravity(a, b), cmp.Compare(b.Count, a.Count), cmp.Compare(a.Kind, b.Kind))
	})
}

// The classes that have a metric of their own.
const (
	duplicateClass        = "duplicate-login"
	duplicateRefreshClass = "duplicate-refresh"
	hungClass             = "hung-request"
)

func classIDs() []string {
	var ids []string
	for _, c := range Classes() {
		ids = append(ids, c.ID)
	}
	return ids
}

// Classes returns every class of defects in the order of reports. The caller
// owns the slice. The ids stand in package client, too, which sees the defects, and
// in the READMEs; a test of cmd/wxload compares them.
func Classes() []ClassInfo {
	return []ClassInfo{
		{"duplicate-login", "high", "A client logged in although another login was running or nothing spoke against its token."},
		{"duplicate-refresh", "high", "A client renewed its token with the refresh token although another refresh, or a login, was running or nothing spoke against its token."},
		{"refresh-token-reused", "high", "A refresh token was sent again after it had been exchanged for another: where it works once, the user is logged out."},
		{"token-regressed", "high", "A token that an older answer brought took the place of a newer one: answers that renew the token may come late."},
		{"login-rate", "medium", "A client called wx.login or wx.checkSession more than 4 times within a second; WeChat limits such clients."},
		{"code-reused", "medium", "One code from wx.login, or one ticket that a backend gave for it, was POSTed twice; WeChat refuses a code's second with 40163."},
		{"code-expired", "medium", "A code was POSTed more than 5 minutes after wx.login; WeChat refuses it with 40029."},
		{"login-loop", "high", "The login endpoint answered with the authentication failure and the wrapper logged in again and again because of it."},
		{"auth-loop", "high", "One request was sent more than 3 times because of authentication failures."},
		{"hung-request", "high", "A request was never settled: its page waits forever."},
		{"tokenless-send", "medium", "A request that needs a token was sent without one."},
		{"auth-failure-delivered", "high", "A page received the authentication failure, or another call's answer, as if it were its data."},
		{"auth-failure-ignored", "medium", "A request was rejected for an authentication failure that no login was started for."},
		{"error-swallowed", "medium", "A server or network error was settled as success, or with nothing; or a request was settled with nothing that was never sent."},
		{"session-trusted", "high", "After a successful checkSession a request was sent without a token or with a rejected one."},
		{"fresh-token-deleted", "high", "The stored token was removed although only an older one had been rejected."},
		{"replayed-write", "high", "The server accepted one non-idempotent request more than once, such as an order placed twice."},
		{"login-starved", "medium", "A login POST waited for a free request slot behind business requests."},
		{"wait-after-login", "low", "A request was sent more than 50 ms after the token that it waited for had arrived."},
		{"wrong-domain", "high", "A request went to another environment's domain, to none, or to one that is not allowed."},
		{"sealed-before-login", "high", "Data that WeChat had sealed before a login was sent after it, and the target could not open it: a login may change the session_key."},
		{"session-key-displaced", "high", "Data sealed under the device's session_key could not be opened with the key that the server kept, after more than one login."},
		{"session-key-leaked", "high", "The target answered a client with a session_key, which must never leave the server."},
		{"error-taken-for-login", "high", "The target issued a token although WeChat had refused the code, or was never asked."},
		{"identity-mixed", "high", "A client received an answer that names another user."},
		{"script-error", "medium", "The wrapper's own code threw an exception, or rejected a promise, and nobody saw to it; or a turn of it froze the app."},
	}
}

// kindSentence explains a kind of a class where the class's own sentence leaves open what
// happened; "" where it does not.
func kindSentence(class, kind string) string {
	switch class + " " + kind {
	case "duplicate-login concurrent":
		return "A client logged in although another login was running."
	case "duplicate-login stale-401":
		return "A client logged in because an older token was rejected, although nothing spoke against the current one."
	case "duplicate-login needless":
		return "A client logged in although nothing spoke against its token."
	case "duplicate-refresh concurrent":
		return "A client renewed its token although another refresh, or a login, was running."
	case "duplicate-refresh stale-401":
		return "A client renewed its token because an older one was rejected, although nothing spoke against the current one."
	case "duplicate-refresh needless":
		return "A client renewed its token although nothing spoke against it."
	}
	return ""
}

// unseenLines names the classes that the run could not see, each with the reason, in
// the order of [Classes].
func (r *Report) unseenLines() []string {
	var lines []string
	for _, id := range classIDs() {
		if why := r.Unseen[id]; why != "" {
			lines = append(lines, id+": "+printable(why))
		}
	}
	return lines
}
