package script_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/wxload/wxload/scenario/explore"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// pollers is how many wrappers are made up.
var pollers = flag.Int("pollers", 3, "how many wrappers that poll are searched in two ways")

// poller makes up a wrapper that looks now and then, and may go by the number of its
// looks, or by the clock, when an answer comes.
func poller(rng *rand.Rand) string {
	one := func(texts ...string) string { return texts[rng.IntN(len(texts))] }
	state := "let n = 0, last = Date.now(), done = false"
	local, shared := "", state
	if rng.IntN(2) == 0 {
		local, shared = state, "let done, last, n"
	}
	return fmt.Sprintf(`async ({ url }) => {
	%s
	const look = () => { %s; if (%s) setTimeout(look, %s) }
	look()
	const r = await get(url)
	%s
	done = %s
	if (%s) %s
	return r
}
%s`, local,
		one("", "n++", "n = n + 200", "last"),
		one("!done", "true", "!done && n < 12", "!wx.getStorageSync('x')", "Date.now() - last < 2000"),
		one("100", "200", "500", "200 + (n > 3 ? 100 : 0)"),
		one("", "wx.setStorageSync('x', 1)", "await sleep(50)", "last = Date.now()"),
		one("true", "true", "n > 2"),
		one("n > 5", "n > 1000", "Date.now() - last > 900", "Date.now() - last > 90", "done && n % 2", "false"),
		one("return new Promise(() => {})", "return { name: 'me' }", "await get(url)", "setTimeout(() => { null.x }, 10)"),
		shared)
}

// What a random search finds, a complete one has found: no state was left out because
// a wrapper was taken to do nothing but look.
func TestACompleteSearchMissesNothingWhereAWrapperPolls(t *testing.T) {
	s, err := situation.Find("cold-start")
	if err != nil {
		t.Fatal(err)
	}
	complete := 0
	for i := range *pollers {
		text := poller(rand.New(rand.NewPCG(1, uint64(i+6))))
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			search := func(o explore.Options) (r *explore.Result, found []string) {
				o.Workers = 1
				if r, err = explore.Explore(t.Context(), s.WithRequests(1+i%2), timed(t, text), o); err != nil {
					t.Fatal(err)
				}
				for _, f := range r.Findings {
					found = append(found, f.Class+" "+f.Kind)
				}
				return r, slices.Compact(found)
			}
			all, found := search(explore.Options{Mode: explore.Exhaustive, States: 2000})
			if !all.Complete {
				t.Skipf("not complete after %d states", all.States)
			}
			complete++
			_, sampled := search(explore.Options{Mode: explore.Random, Runs: 600, Seed: uint64(i + 6)})
			for _, f := range sampled {
				if !slices.Contains(found, f) {
					t.Errorf("%s is not among %q of %d states, in\n%s", f, found, all.States, text)
				}
			}
		})
	}
	if complete < *pollers/3 {
		t.Errorf("only %d searches were complete", complete)
	}
}
