package scenario_test

import (
	"fmt"
	"time"

	"github.com/wxload/wxload/scenario"
)

func ExampleParse() {
	_, err := scenario.Parse("rush.yaml", []byte(`
clients:
  count: many
load:
  duration: 30
flow:
  - launch
  - thinktime: 2s
`), scenario.Options{})
	fmt.Println(err)
	// Output:
	// rush.yaml:3:10: clients.count: expected a whole number of at least 1, got "many"
	// rush.yaml:5:13: load.duration: expected a positive duration such as 200ms or 1.5s, got 30; write the unit: 30ms or 30s
	// rush.yaml:8:5: unknown key "thinktime" in flow[1]; did you mean "think"?
}

func ExampleScenario_Shape() {
	s := scenario.Default()
	s.SetClients(200)
	s.SetDuration(10 * time.Second)
	shape := s.Shape()
	for _, at := range []time.Duration{0, time.Second, 5 * time.Second, 10 * time.Second} {
		fmt.Println(at, shape.ClientsAt(at))
	}
	// Output:
	// 0s 0
	// 1s 80
	// 5s 200
	// 10s 0
}
