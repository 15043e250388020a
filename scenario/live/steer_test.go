package live_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/reports/result"
	"github.com/wxload/wxload/scenario/live"
)

// workerRun runs a worker of which so many clients are asked for, until those that it has
// have done what they do.
func workerRun(t *testing.T, yaml string, index, ask int, clients int64) (*reports.Report, result.Input) {
	t.Helper()
	asked := make(chan int, 1)
	asked <- ask
	end := sync.OnceFunc(func() { close(asked) })
	var file bytes.Buffer
	report, err := start(context.Background(), parse(t, yaml), live.Options{Version: "test", Shard: live.Shard{Index: index, Run: "a"}, Clients: asked,
		Progress: func(p live.Progress) {
			if p.Started == clients && p.Active == 0 {
				end()
			}
		},
		Result: func(head result.Head) *result.Writer { return result.NewWriter(&file, head) }})
	if err != nil {
		t.Fatal(err)
	}
	checkReport(t, report)
	return report, result.Input{Name: fmt.Sprint("worker ", index), From: &file}
}

// Workers that share their servers have clients of their own, and events hit those alone.
func TestWorkersHaveClientsOfTheirOwn(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var expired []string
	w := newWorld(t, func(dev http.Handler) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/_dev/expire-tokens" {
				body, _ := io.ReadAll(r.Body)
				mu.Lock()
				expired = append(expired, fmt.Sprint(gjson.GetBytes(body, "users.#").Int()))
				mu.Unlock()
				r.Body = io.NopCloser(bytes.NewReader(body))
			}
			dev.ServeHTTP(rw, r)
		})
	})
	yaml := w.yaml() + `
clients: {count: 4}
load: {stages: [{duration: 0s, clients: 1}, {duration: 20s, clients: 1}]}
repeat: 1
events: [{at: 400ms, expire: tokens}]
flow: [launch, {page: a, requests: [a GET /api/a]}, {think: 1s}, {page: b, requests: [b GET /api/b]}]
`
	first, one := workerRun(t, yaml, 1, 3, 3)
	second, two := workerRun(t, yaml, 2, 9, 4)
	for _, c := range []struct {
		report *reports.Report
		want   int64
	}{{first, 3}, {second, 4}} {
		if got := c.report.Clients; got != (reports.Clients{Planned: c.want, Started: c.want, Finished: c.want}) || c.report.Requests.OK != 2*c.want || c.report.Logins.Succeeded != 2*c.want {
			t.Errorf("%d clients were asked for: %+v, %+v, %+v", c.want, got, c.report.Requests.Outcomes, c.report.Logins)
		}
		if c.report.Verdict != reports.VerdictUnjudged || reports.ExitCode(c.report, false) != 0 {
			t.Errorf("a worker is %s", c.report.Verdict)
		}
	}
	if slices.Sort(expired); !slices.Equal(expired, []string{"3", "4"}) {
		t.Errorf("tokens of so many clients were expired: %v, want 3 and 4", expired)
	}
	all, err := result.Read([]result.Input{two, one}, nil)
	if err != nil || all.Whole() != nil {
		t.Fatal(err, all.Whole())
	}
	merged := all.Judged()
	checkReport(t, merged)
	if merged.Clients.Finished != 7 || merged.Logins.Succeeded != 14 || merged.Verdict != reports.VerdictPassed || !slices.Equal(all.Head.Shards, []int{1, 2}) {
		t.Errorf("together: %s, %+v, %+v", merged.Verdict, merged.Clients, merged.Logins)
	}
	ledger := get(t, w.WeChat+"/_wx/ledger")
	var users []string
	for user := range gjson.Get(ledger, "users").Map() {
		if strings.HasPrefix(user, "u0") {
			users = append(users, user)
		}
	}
	if slices.Sort(users); !slices.Equal(users, []string{"u000001", "u000002", "u000003", "u000005", "u000006", "u000007", "u000008"}) {
		t.Errorf("these have logged in: %v", users)
	}
}

func get(t *testing.T, url string) string {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
