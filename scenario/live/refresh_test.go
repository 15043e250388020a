package live_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/live"
	"github.com/wxload/wxload/scenario/live/internal/hasty"
	"github.com/wxload/wxload/scenario/live/record"
	"github.com/wxload/wxload/scenario/sim"
)

// renewing is a load in which half of the tokens are dead at first: each client has a
// refresh token.
const renewing = `
clients: {count: 8, initial: {valid: 50%, expired: 50%}}
load: {duration: 20s}
repeat: 1
flow:
  - launch
  - {page: a, requests: [a GET /api/a, b GET /api/b, c GET /api/c]}
  - {page: b, requests: [d GET /api/d, {name: o, method: POST, path: /orders, body: {id: "{{id}}"}}]}
`

func TestReferenceRenewsWithoutALogin(t *testing.T) {
	t.Parallel()
	for name, target := range map[string]string{
		"refresh tokens that work once":     `refresh: {path: /refresh}`,
		"refresh tokens that work for ever": `refresh: {path: /refresh}, devserver: {refresh: {one_time: false}}`,
		"in a header, at the login's path":  `refresh: {path: /login, in: header, name: X-Refresh, refresh_token: data.again, token: data.access, expires_in: data.ttl}, devserver: {tokens: single}`,
		"that are dead":                     `refresh: {path: /refresh}, devserver: {refresh: {ttl: 1ms}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := run(t, "target: {"+target+"}\n"+renewing)
			n, books := r.Refreshes, r.Books.Target
			if n == nil || n.Started != 4 || n.Justified != n.Started || r.Requests.OK != 40 || len(r.Defects) > 0 {
				t.Fatalf("refreshes %+v, requests %+v, defects %+v", n, r.Requests, r.Defects)
			}
			wants := n.Started // that bring a token
			if name == "that are dead" {
				wants = 0
			}
			if n.Succeeded != wants || n.Refused != n.Started-wants || r.Logins.Started != n.Started-wants || books.Refreshes != n.Succeeded ||
				books.RefreshesRefused != n.Refused || books.RefreshTokensReused != 0 {
				t.Errorf("refreshes %+v, logins %+v, the target's books %+v", n, r.Logins, books)
			}
			if wants > 0 && (r.Latency.Refresh.Count != wants || n.DuplicateServer == nil || n.DuplicateServer.Total != 0) {
				t.Errorf("latency %+v, the server's view %+v", r.Latency.Refresh, n.DuplicateServer)
			}
		})
	}
}

func TestWithoutRefreshTokensNothingIsSaidOfThem(t *testing.T) {
	t.Parallel()
	r := run(t, accord)
	if r.Refreshes != nil || r.Unseen["duplicate-refresh"] == "" || r.Unseen["refresh-token-reused"] == "" {
		t.Errorf("refreshes %+v, unseen %v", r.Refreshes, r.Unseen)
	}
}

// What clients without a lock do to a server whose refresh tokens work once is counted at
// both alike, and the records of it show it again in virtual time.
func TestRefreshesThatCrossAreCountedAlikeAtBothEnds(t *testing.T) {
	t.Parallel()
	info, folder := hasty.Wrapper(), t.TempDir()
	s, err := scenario.Parse("test.yaml", []byte(`
wrapper: {id: hasty}
target: {refresh: {path: /refresh}, devserver: {latency: 20ms}}
clients: {count: 6, initial: {expired: 100%}}
limits: {deadline: 1s}
repeat: 1
load: {duration: 20s}
flow: [launch, {page: a, requests: [a GET /api/a, b GET /api/b, c GET /api/c]}]
`), scenario.Options{Wrappers: map[string]string{"hasty": info.Shape}})
	if err != nil {
		t.Fatal(err)
	}
	r, err := live.Run(t.Context(), s, info, live.Options{Record: folder})
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]int64{}
	for _, d := range r.Defects {
		found[d.Class+" "+d.Kind] += d.Count
	}
	n, books := r.Refreshes, r.Books.Target
	if n.Started != 18 || n.Succeeded != 6 || n.Duplicate.Concurrent != 12 || n.Duplicate.Clients != 6 || found["duplicate-refresh concurrent"] != 12 {
		t.Errorf("refreshes %+v, defects %v", n, found)
	}
	if books.RefreshTokensReused != 12 || found["refresh-token-reused "] != 12 || books.Refreshes != 6 || !r.Books.Balanced {
		t.Errorf("the target's books %+v, defects %v, %q", books, found, r.Books.Notes)
	}
	if i := slices.IndexFunc(r.Failures, func(f reports.Failure) bool { return f.Of == "refresh" && f.Count == 12 }); i < 0 {
		t.Errorf("failures %+v", r.Failures)
	}
	again(t, folder, "duplicate-refresh", "refresh-token-reused")
}

// again runs the script of the first record, and wants these classes of defects.
func again(t *testing.T, folder string, classes ...string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder, "client-000001.json"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := record.Parse(data); err != nil {
		t.Fatal(err)
	}
	script, err := sim.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	result := sim.Run(script, hasty.Wrapper())
	for _, class := range classes {
		if !slices.ContainsFunc(result.Defects, func(d sim.Defect) bool { return d.Class == class }) {
			t.Errorf("the record's script shows no %s: %+v\n%s", class, result.Defects, data)
		}
	}
}
