package baseline_test

import (
	"fmt"
	"log"

	"github.com/wxload/wxload/scenario/explore"
	"github.com/wxload/wxload/scenario/explore/baseline"
)

// What is in a baseline is no failure; what is gone from a complete search may leave it.
func Example() {
	file := `{"schema": "wxload.baseline/v1", "known": [
		{"situation": "late-401", "wrapper": "mine", "class": "duplicate-login", "kind": "stale-401", "constraints": []},
		{"situation": "late-401", "wrapper": "mine", "class": "auth-loop", "kind": "", "constraints": []}
	]}`
	known, err := baseline.Parse([]byte(file))
	if err != nil {
		log.Fatal(err)
	}
	found := &explore.Result{Situation: "late-401", Wrapper: "mine", Complete: true, Findings: []explore.Finding{
		{Class: "duplicate-login", Kind: "stale-401"}, {Class: "hung-request", Kind: "login-failed"}}}
	for _, f := range found.Findings {
		fmt.Println(f.Class, "known:", known.Knows(found, f))
	}
	for _, e := range known.Gone(found) {
		fmt.Println(e.Class, "is gone")
	}
	// Output:
	// duplicate-login known: true
	// hung-request known: false
	// auth-loop is gone
}
