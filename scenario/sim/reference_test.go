package sim

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
)

// TestReferenceIsCleanInRandomScripts holds reference against whatever may happen
// to a client. Its requests settle, all but those whose app is relaunched before
// they could. Left out are: a platform with one slot, where no slot can stay free
// for a login; an app that never comes back from the background; users who
// relaunch more often than every two seconds, which no lock outlives. Where the
// target hands out several dead tokens in a row, the growing backoff may end the
// patience of a call that has waited long before its first send; it is then
// rejected without a login of its own, which the observer calls ignored.
func TestReferenceIsCleanInRandomScripts(t *testing.T) {
	for seed := range uint64(400) {
		if checkReference(t, seed); t.Failed() {
			return
		}
	}
}

func FuzzReference(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(func(t *testing.T, seed uint64) { checkReference(t, seed) })
}

func checkReference(t *testing.T, seed uint64) {
	info, _ := wrapper.Find("reference")
	script := randomScript(seed)
	if err := script.check(); err != nil {
		t.Fatalf("seed %d: %v", seed, err)
	}
	r := Run(script, info)
	text, _ := json.Marshal(script)
	once, _ := json.Marshal(r)
	defects := slices.DeleteFunc(r.Defects, func(d Defect) bool {
		return d.Class == client.AuthFailureIgnored && handsOutDeadTokens(script)
	})
	if r.Duplicates.Total != 0 || len(defects) != 0 {
		t.Errorf("seed %d: duplicates %+v, defects %v\n%s", seed, r.Duplicates, defects, text)
	}
	for _, q := range r.Requests {
		if q.Outcome == "never" && q.DeclaredAt > lastRelaunch(script) {
			t.Errorf("seed %d: request %s never settled\n%s", seed, q.Name, text)
		}
	}
	if twice, _ := json.Marshal(Run(script, info)); string(once) != string(twice) {
		t.Errorf("seed %d: two runs differ", seed)
	}
}

func handsOutDeadTokens(s *Script) bool {
	return slices.ContainsFunc(s.Faults, func(f Fault) bool { return f.Type == faultTokenInvalid && f.Ordinal == 0 })
}

func lastRelaunch(s *Script) int64 {
	last := int64(-1)
	for _, a := range s.Actions {
		if a.Do == doRelaunch {
			last = max(last, a.At)
		}
	}
	return last
}

// author writes random scripts.
type author struct{ *rand.Rand }

func (a author) chance(percent int) bool { return a.IntN(100) < percent }

func pick[T any](a author, all ...T) T { return all[a.IntN(len(all))] }

// time spreads moments, with many at the same time or close to each other.
func (a author) time() int64 {
	return pick(a, int64(a.IntN(5000)), int64(a.IntN(300)), 100*int64(a.IntN(20)), 900)
}

func randomScript(seed uint64) *Script {
	a := author{rand.New(rand.NewPCG(seed, 0))}
	serverAt := pick(a, 0, 0.25, 0.5, 1)
	s := &Script{
		Initial:   Initial{Token: pick(a, "absent", "valid", "expired"), Session: pick(a, "valid", "invalid")},
		Actions:   a.actions(),
		Latencies: a.latencies(),
		ServerAt:  &serverAt, NewLoginInvalidatesOld: a.chance(30),
		Slots: pick(a, 0, 0, 2, 3, 5, 10), RateLimit: pick(a, 0, 4),
	}
	for range a.IntN(5) {
		s.Faults = append(s.Faults, a.fault())
	}
	last := int64(0)
	for _, action := range s.Actions {
		last = max(last, action.At)
	}
	horizon := last + 50_000 // more than the deadline of a hung request
	s.Horizon = &horizon
	return s
}

func (a author) actions() []Action {
	var actions []Action
	if a.chance(90) {
		actions = append(actions, Action{Do: doLaunch})
	}
	for i := range 1 + a.IntN(12) {
		identity := a.chance(80)
		actions = append(actions, Action{At: a.time(), Do: doRequest, Name: "r" + strconv.Itoa(i),
			Identity: &identity, Method: pick(a, "GET", "GET", "POST")})
	}
	if a.chance(30) {
		hide := a.time()
		away := pick(a, int64(a.IntN(5000)), int64(a.IntN(60_000)), 5000)
		actions = append(actions, Action{At: hide, Do: doHide}, Action{At: hide + away, Do: doShow})
	}
	if a.chance(20) {
		actions = append(actions, Action{At: a.time(), Do: doLogout})
	}
	if a.chance(20) {
		actions = append(actions, Action{At: 2000 + a.time(), Do: doRelaunch})
	}
	return actions
}

func (a author) latencies() Latencies {
	one := func() *Latency {
		if a.chance(50) {
			return nil
		}
		standard := pick(a, 0, int64(a.IntN(200)), int64(a.IntN(3000)), int64(a.IntN(30_000)))
		l := &Latency{Default: &standard, ByOrdinal: map[string]int64{}}
		for range a.IntN(4) {
			l.ByOrdinal[strconv.Itoa(1+a.IntN(8))] = pick(a, 0, int64(a.IntN(400)), int64(a.IntN(20_000)))
		}
		return l
	}
	return Latencies{Request: one(), Login: one(), WXLogin: one(), CheckSession: one()}
}

func (a author) fault() Fault {
	f := Fault{Type: pick(a, faultExpireAll, faultExpireAll, faultSessionInvalid, faultLoginHTTP, faultWXLogin, faultTokenInvalid, faultRequest, faultNeverCallsBack)}
	switch f.Type {
	case faultExpireAll, faultSessionInvalid:
		f.At, f.Sticky = a.time(), a.chance(30)
		return f
	case faultRequest:
		f.Name, f.Attempt, f.Mode = "r0", a.IntN(3), a.mode()
		return f
	case faultLoginHTTP:
		f.Mode = a.mode()
	case faultNeverCallsBack:
		f.Call = pick(a, "wxLogin", "checkSession", "request")
	}
	if a.chance(50) {
		f.Ordinal = 1 + a.IntN(4)
	} else {
		f.From, f.To = 1+a.IntN(3), pick(a, 0, 2, 5)
	}
	if a.chance(30) {
		f.After = a.time()
	}
	return f
}

func (a author) mode() string {
	return pick(a, modeHTTP500, modeHTTP401, modeNetwork, modeLostResponse)
}
