package live_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/wxload/wxload/mockwx/devserver"
	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/scenario/live"
	"github.com/wxload/wxload/scenario/live/backend"
)

const payHost = "https://pay.example.com"

// bothHosts goes to two backends, at one of which all tokens die at once.
const bothHosts = `
clients: {count: 4, initial: {valid: 100%, none: 0%}}
repeat: 1
load: {duration: 20s}
events: [{at: 1ms, expire: tokens, target: HOST}]
flow:
  - launch
  - {think: 1s}
  - {page: a, requests: [a GET /api/a, b GET /api/b, c GET PAY/api/c, d GET PAY/api/d]}
  - {page: e, requests: [e GET /api/e, f GET /api/f, g GET PAY/api/g, h GET PAY/api/h]}
`

func hosts(host string) string {
	return strings.NewReplacer("HOST", host, "PAY", payHost).Replace(bothHosts)
}

// loginsAt are the logins and duplicates at each target, and what its server has handled.
func loginsAt(r *reports.Report) string {
	var parts []string
	for _, t := range r.Targets {
		parts = append(parts, fmt.Sprintf("%d logins, %d duplicates, %d refused", t.Logins.Succeeded, t.Logins.Duplicate.Total, t.AuthFailuresSeen))
		if b := t.Books; b != nil && b.Handled != t.Sends {
			parts = append(parts, fmt.Sprintf("%d of %d handled", b.Handled, t.Sends))
		}
	}
	return strings.Join(parts, "; ")
}

// Each backend has logins of its own, and where they race it is named.
func TestLoginsAtSeveralTargetsAreToldApart(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ yaml, want string }{
		"reference": {"targets: [{host: " + payHost + ", shape: egg}]\n" + hosts(payHost),
			"0 logins, 0 duplicates, 0 refused; 4 logins, 0 duplicates, 8 refused"},
		"reference, whose first target's tokens die": {"targets: [{host: " + payHost + ", shape: template}]\n" + hosts("target"),
			"4 logins, 0 duplicates, 8 refused; 0 logins, 0 duplicates, 0 refused"},
		"reference, with refresh tokens at one": {"targets: [{host: " + payHost + ", refresh: {path: /refresh}}]\n" + hosts(payHost),
			"0 logins, 0 duplicates, 0 refused; 0 logins, 0 duplicates, 8 refused"},
		"reference, with a cookie at one, few slots": {"platform: {slots: 3}\ntargets: [{host: " + payHost + ", token: {in: cookie, name: sid}}]\n" + hosts(payHost),
			"0 logins, 0 duplicates, 0 refused; 4 logins, 0 duplicates, 4 refused"},
		"egg, which logs in for each 401, a second later": {"wrapper: {id: egg}\ntargets: [{host: " + payHost + "}]\n" + hosts(payHost) + "  - {think: 1500ms}\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := run(t, c.yaml)
			if c.want == "" {
				pay := r.Targets[1].Logins.Duplicate
				for _, d := range r.Defects {
					if d.Class == "duplicate-login" && d.Targets[payHost] != d.Count {
						t.Errorf("%s %s: %d, at the hosts %v", d.Class, d.Kind, d.Count, d.Targets)
					}
				}
				if pay.Total == 0 || r.Targets[0].Logins.Duplicate.Total != 0 || r.Logins.Duplicate.Total != pay.Total {
					t.Errorf("%s", loginsAt(r))
				}
				return
			}
			if got := loginsAt(r); got != c.want || len(r.Defects) > 0 || r.Requests.OK != 32 {
				t.Errorf("%s, want %s; %+v, %+v", got, c.want, r.Requests, r.Defects)
			}
			if n := r.Targets[1].Refreshes; (n != nil) != strings.Contains(name, "refresh") || n != nil && (n.Succeeded != 4 || n.Started != 4) {
				t.Errorf("refreshes %+v", n)
			}
		})
	}
}

// Clients that begin with tokens of two backends that have no control calls have logged in
// at both; their tokens die at the clients.
func TestTokensOfSeveralForeignTargets(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	pay, err := devserver.NewServer(devserver.ServerOptions{WeChat: w.WeChat, AppID: appid, Secret: appsecret})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pay.Shutdown(context.Background()) })
	r := run(t, w.foreign()+"targets: [{host: "+payHost+", url: "+w.listen(t, pay.Handler())+"}]\n"+
		hosts(payHost))
	if got := loginsAt(r); got != "0 logins, 0 duplicates, 0 refused; 4 logins, 0 duplicates, 8 refused" || len(r.Defects) > 0 || r.Requests.OK != 32 {
		t.Errorf("%s; %+v, %+v", got, r.Requests, r.Defects)
	}
	if notes := strings.Join(r.Notes, "\n"); !strings.Contains(notes, "tokens expired at the clients") {
		t.Errorf("notes %q", notes)
	}
}

// A target that does not fit is named, with the place in the file.
func TestAFurtherTargetThatDoesNotFitIsNamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	other := w.listen(t, http.NotFoundHandler())
	_, err := start(t.Context(), parse(t, w.yaml()+"targets: [{host: "+payHost+", url: "+other+"}]\n"+hosts(payHost)), live.Options{})
	misfit, is := errors.AsType[*backend.MisfitError](err)
	if !is || !strings.Contains(misfit.Message, payHost+": the login POST "+other+"/login answered HTTP 404") || !strings.Contains(misfit.Hint, "targets[0].login.path") {
		t.Errorf("%v: %+v", err, misfit)
	}
}
