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
events: [{at: 10s, expire: tokens}, {at: 20s, expire: tokens}, {at: 20s, expire: codes}]
`), scenario.Options{})
	if err != nil {
		log.Fatal(err)
	}
	found, err := situation.FromScenario(s)
	if err != nil {
		log.Fatal(err)
	}
	for _, one := range found {
		fmt.Println(one.Name, "begins with a token that is", one.Token)
	}
	for _, d := range found[0].Threads[0] {
		fmt.Println("its user does:", d.Do)
	}
	for _, b := range found[0].Faults {
		fmt.Println("may happen:", b.Fault, "at most", b.Max)
	}
	fmt.Println("left out:", found[0].LeftOut)
	// Output:
	// evening-none begins with a token that is absent
	// evening-valid begins with a token that is valid
	// its user does: launch
	// its user does: load
	// may happen: tokens-expire at most 2
	// may happen: login-http500 at most 1
	// may happen: session-expires at most 1
	// left out: [events[2].expire: codes]
}
