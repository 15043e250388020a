package explore_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/explore"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// searched is what a search of late-401, with two requests, finds of a wrapper.
func searched(id string) *explore.Result {
	s, err := situation.Find("late-401")
	if err != nil {
		log.Fatal(err)
	}
	info, _ := wrapper.Find(id)
	r, err := explore.Explore(context.Background(), s.WithRequests(2), info, explore.Options{})
	if err != nil {
		log.Fatal(err)
	}
	return r
}

// Without a finding, a complete search is a proof that no order breaks the wrapper.
func ExampleExplore() {
	for _, id := range []string{"reference", "flyjs-lazy"} {
		r := searched(id)
		fmt.Printf("%s: complete %v, %d states\n", r.Wrapper, r.Complete, r.States)
		for _, f := range r.Findings {
			fmt.Println("  " + f.Class)
			fmt.Println("    " + f.Sentence)
			for _, c := range f.Constraints {
				fmt.Println("    if", c)
			}
		}
	}
	// Output:
	// reference: complete true, 88 states
	// flyjs-lazy: complete true, 79 states
	//   duplicate-login
	//     the 401 of request A, sent with token t0, arrives after login #1 stored t1; the wrapper deletes t1 and logs in again (after the tokens expired)
	//     if the answer to request A waits until login #1 has stored its token t1
	//   fresh-token-deleted
	//     the 401 of request A, sent with token t0, arrives after login #1 stored t1; the wrapper deletes t1 (after the tokens expired)
	//     if the answer to request A waits until login #1 has stored its token t1
}

// A replay file makes the run of a finding again, with the wrapper that it is given.
func ExampleReplay_Run() {
	file, err := json.Marshal(searched("flyjs-lazy").Findings[0].Replay)
	if err != nil {
		log.Fatal(err)
	}
	replay, err := explore.ParseReplay(file)
	if err != nil {
		log.Fatal(err)
	}
	info, _ := wrapper.Find(replay.Wrapper)
	line, err := replay.Run(info)
	if err != nil {
		log.Fatal(err)
	}
	for _, e := range line.Events[len(line.Events)-3:] {
		fmt.Println(e.Text)
	}

	reference, _ := wrapper.Find("reference")
	if _, err := replay.Run(reference); err != nil {
		fmt.Println("the reference goes another way")
	}
	// Output:
	// request A with token t0 is answered: HTTP 401
	// deletes token t1
	// wx.login (login #2)
	// the reference goes another way
}
