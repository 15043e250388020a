package live_test

import (
	"strings"
	"testing"

	"github.com/wxload/wxload/client/wrapper"
)

// Each user logs out and in again, twice: with a request that ends the token, or without.
// Both logins are justified, in the client's eyes and in the server's.
func TestALoginAfterALogoutIsNoDuplicate(t *testing.T) {
	t.Parallel()
	for _, wrapper := range []string{"reference", referenceScript} {
		for _, step := range []string{"logout", "logout: /logout"} {
			t.Run(wrapper+" "+step, func(t *testing.T) {
				t.Parallel()
				r := run(t, `
app: {domains: {develop: embedded}}
wrapper: {id: `+wrapper+`}
clients: {count: 3}
load: {duration: 10s}
repeat: 1
flow:
  - launch
  - {page: home, requests: [GET /me]}
  - loop: {times: 2, steps: [`+step+`, {think: 300ms}, {page: again, requests: [again GET /me]}]}
`)
				told := r.Requests.ByName["logout"].OK
				if want := map[string]int64{"logout": 0, "logout: /logout": 6}[step]; told != want || r.Requests.ByName["again"].OK != 6 {
					t.Errorf("%d logouts told, want %d: %+v, %+v", told, want, r.Requests.ByName, r.Failures)
				}
				if d := r.Logins.Duplicate.Total; d != 0 || r.Logins.DuplicateServer.Total != 0 || r.Logins.Succeeded != 9 {
					t.Errorf("%d duplicates, %+v, logins %+v", d, r.Logins.DuplicateServer, r.Logins.LoginCounts)
				}
			})
		}
	}
}

// What a client does after a logout is recorded, and the simulator does it again.
func TestALogoutIsRecorded(t *testing.T) {
	t.Parallel()
	records, _ := recorded(t, `
app: {domains: {develop: embedded}}
wrapper: {id: template}
clients: {count: 1}
load: {duration: 10s}
repeat: 1
flow: [launch, {page: home, requests: [GET /me]}, logout: /logout, {page: again, requests: [a GET /me, b GET /me, c GET /me]}]
`, nil)
	info, _ := wrapper.Find("template")
	for path, data := range records {
		if !strings.Contains(string(data), `"do": "logout"`) {
			t.Errorf("%s: its script has no logout", path)
		}
		if all, again := repeated(t, path, data, info); all == 0 || again != all {
			t.Errorf("%s: the simulator shows %d of %d defects again", path, again, all)
		}
	}
	if len(records) != 1 {
		t.Errorf("%d records", len(records))
	}
}
