package live_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/live"
)

// Three devices open a mini program twice. The wrapper callback logs in each time,
// although the token of the first time is still good.
func ExampleRun() {
	s, err := scenario.Parse("morning.yaml", []byte(`
clients: {count: 3}
repeat: 1
flow:
  - launch
  - {page: home, requests: [home.me GET /me]}
  - relaunch
  - {page: home, requests: [home.me GET /me]}
`), scenario.Options{})
	if err != nil {
		log.Fatal(err)
	}
	for _, id := range []string{"reference", "callback"} {
		info, _ := wrapper.Find(id)
		report, err := live.Run(context.Background(), s, info, live.Options{Version: "example"})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s: %d logins, %d of them duplicates: %s\n", id, report.Logins.Started, report.Logins.Duplicate.Total, report.Verdict)
	}
	// Output:
	// reference: 3 logins, 0 of them duplicates: passed
	// callback: 6 logins, 3 of them duplicates: failed
}
