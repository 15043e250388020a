package script_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/sim"
)

// TestJavaScriptAndGoAgreeOnAnyScript runs the wrappers and their Go ports through
// scripts that nobody recorded: the same events, duplicates and defects.
func TestJavaScriptAndGoAgreeOnAnyScript(t *testing.T) {
	for _, port := range wrapper.All() {
		if port.ID == "reference" {
			continue
		}
		t.Run(port.ID, func(t *testing.T) {
			info := inJavaScript(t, port.ID)
			for seed := range uint64(60) {
				text := randomScript(rand.New(rand.NewPCG(seed, 7)))
				s, err := sim.Parse([]byte(text))
				if err != nil {
					t.Fatalf("%s: %v", text, err)
				}
				want, got := sim.Run(s, port), sim.Run(s, info)
				want.Defects = scriptDefects(want)
				if d := agree(t, got, want); d != "" {
					t.Fatalf("seed %d: %s\nscript %s", seed, d, text)
				}
			}
		})
	}
}

// agree compares all that two runs showed, but for what the requests of a wrapper's
// own are called.
func agree(t *testing.T, got, want *sim.Result) string {
	if d := difference(plain(t, got), traceOf(plain(t, want))); d != "" {
		return d
	}
	for i := range got.Trace {
		if g, w := got.Trace[i], want.Trace[i]; g.Kind == "page.settle" && g.How == "resolved" && g.Value != w.Value {
			return fmt.Sprintf("event %d: settled with %s, want %s", i, g.Value, w.Value)
		}
	}
	switch {
	case fmt.Sprint(got.Summary) != fmt.Sprint(want.Summary) && fmt.Sprint(plain(t, got)["summary"]) != fmt.Sprint(plain(t, want)["summary"]):
		return fmt.Sprintf("summary %v, want %v", plain(t, got)["summary"], plain(t, want)["summary"])
	case got.Duplicates != want.Duplicates:
		return fmt.Sprintf("duplicates %v, want %v", got.Duplicates, want.Duplicates)
	case fmt.Sprint(got.Defects) != fmt.Sprint(want.Defects):
		return fmt.Sprintf("defects %v, want %v", got.Defects, want.Defects)
	}
	return ""
}

// scriptDefects are the defects of a wrapper in Go as they are of the same one in
// JavaScript, where a rejection that nobody handles is one.
func scriptDefects(r *sim.Result) []sim.Defect {
	n := int64(0)
	for _, e := range r.Trace {
		if e.Kind == "unhandledRejection" {
			n++
		}
	}
	if n == 0 {
		return r.Defects
	}
	defects := append(slices.Clone(r.Defects), sim.Defect{Class: client.ScriptError, Count: n})
	slices.SortFunc(defects, func(a, b sim.Defect) int {
		return cmp.Or(cmp.Compare(a.Class, b.Class), cmp.Compare(a.Kind, b.Kind))
	})
	return defects
}

func traceOf(r map[string]any) []map[string]any {
	var events []map[string]any
	for _, e := range r["trace"].([]any) {
		events = append(events, e.(map[string]any))
	}
	return events
}

// randomScript is a script with a launch, requests, latencies and faults at random.
func randomScript(r *rand.Rand) string {
	pick := func(texts ...string) string { return texts[r.IntN(len(texts))] }
	var actions, faults []string
	if r.IntN(4) > 0 {
		actions = append(actions, fmt.Sprintf(`{"at": %d, "do": "launch"}`, r.IntN(3)*10))
	}
	for i := range 1 + r.IntN(6) {
		actions = append(actions, fmt.Sprintf(`{"at": %d, "do": "request", "name": "%c", "identity": %v, "page": "%s", "method": "%s"}`,
			r.IntN(20)*pickInt(r, 0, 1, 50, 100), 'A'+i, r.IntN(5) > 0, pick("P", "Q"), pick("GET", "GET", "POST")))
	}
	for _, deed := range []string{"hide", "show", "relaunch", "logout"} {
		if r.IntN(6) == 0 {
			actions = append(actions, fmt.Sprintf(`{"at": %d, "do": "%s"}`, r.IntN(4000), deed))
		}
	}
	for range r.IntN(4) {
		faults = append(faults, pick(
			fmt.Sprintf(`{"type": "expireAll", "at": %d}`, r.IntN(2000)),
			fmt.Sprintf(`{"type": "sessionInvalid", "at": %d, "sticky": %v}`, r.IntN(2000), r.IntN(2) == 0),
			fmt.Sprintf(`{"type": "loginHttp", "ordinal": %d, "mode": "%s"}`, 1+r.IntN(2), pick("http500", "http401", "network", "lostResponse")),
			fmt.Sprintf(`{"type": "wxLogin", "ordinal": %d}`, 1+r.IntN(2)),
			fmt.Sprintf(`{"type": "loginTokenInvalid", "ordinal": %d}`, 1+r.IntN(2)),
			fmt.Sprintf(`{"type": "request", "name": "A", "attempt": %d, "mode": "%s"}`, 1+r.IntN(2), pick("http500", "http401", "network", "lostResponse")),
			fmt.Sprintf(`{"type": "neverCallsBack", "call": "%s", "ordinal": %d}`, pick("wxLogin", "checkSession", "request"), 1+r.IntN(3))))
	}
	return fmt.Sprintf(`{"initial": {"token": "%s", "session": "%s"}, "actions": [%s], "faults": [%s],
		"latencies": {"request": %d, "login": %d, "checkSession": %d}, "newLoginInvalidatesOld": %v, "slots": %d, "horizon": 6000}`,
		pick("absent", "valid", "expired"), pick("valid", "invalid"), strings.Join(actions, ", "), strings.Join(faults, ", "),
		10+r.IntN(200), 10+r.IntN(300), 10+r.IntN(50), r.IntN(2) == 0, r.IntN(2)*(1+r.IntN(4)))
}

func pickInt(r *rand.Rand, numbers ...int) int { return numbers[r.IntN(len(numbers))] }
