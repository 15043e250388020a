package live_test

import "testing"

func TestAnOrderThatOnlyTheTargetKnowsToBeReplayedNamesItsClient(t *testing.T) {
	t.Parallel()
	r := run(t, `
app: {domains: {develop: embedded}}
clients: {count: 4}
load: {duration: 20s}
repeat: 1
flow:
  - launch
  - page: a
    requests:
      - {name: tea, method: POST, path: /orders, body: {id: "tea for {{user}}"}}
      - {name: tea-again, method: POST, path: /orders, body: {id: "tea for {{user}}"}}
      - {name: cake, method: POST, path: /orders, body: {id: "cake for {{id}}"}}
`)
	for _, d := range r.Defects {
		if d.Class == "replayed-write" && d.Count == 4 && d.Clients == 4 && d.Example.Client == 1 {
			return
		}
	}
	t.Errorf("defects %+v, want one replayed order of each client, and client 1 named", r.Defects)
}
