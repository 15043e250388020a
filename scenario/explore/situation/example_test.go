package situation_test

import (
	"fmt"
	"log"

	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// What no search knows of a scenario is told.
func ExampleFromScenario() {
	s, err := scenario.Parse("evening.yaml", []byte(`
name: evening
clients: {initial: {valid: 80%, none: 20%}}
flow:
  - launch
  - page: home
    requests: [feed GET /api/feed, user GET /api/user]
events: [{at: 10s, expire: tokens}]
`), scenario.Options{})
	if err != nil {
		log.Fatal(err)
	}
	found, err := situation.FromScenario(s)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("the client has a token:", found.Token)
	for _, d := range found.Threads[0] {
		fmt.Println("its user does:", d.Do)
	}
	for _, b := range found.Faults {
		fmt.Println("may happen:", b.Fault, "at most", b.Max)
	}
	fmt.Println("left out:", found.LeftOut)
	// Output:
	// the client has a token: valid
	// its user does: launch
	// its user does: load
	// may happen: tokens-expire at most 1
	// left out: [clients.initial.none]
}
