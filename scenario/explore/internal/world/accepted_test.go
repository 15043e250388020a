package world

import (
	"testing"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/scenario/explore/internal/planted"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// Whether the server accepted a write before its token expired, the client cannot
// tell: it lost the answer.
func TestWhatTheServerAcceptedTellsStatesApart(t *testing.T) {
	s, _ := situation.Find("lost-write")
	s = s.WithRequests(1).With(situation.TokensExpire)
	subject, err := NewSubject(planted.Wrapper(planted.NoBug), &s)
	if err != nil {
		t.Fatal(err)
	}
	deed := Choice{Action: Act}
	lost := Choice{Action: Fail, CallKind: PageRequest, Ordinal: 1, Index: 0}
	expired := Choice{Action: Happen, Index: 1}
	checked := Choice{Action: Finish, CallKind: CheckSession, Ordinal: 1}
	var pool loop.Pool
	defer pool.Close()
	state := func(choices ...Choice) Key {
		w := newArena(&s, subject, subject.Info, &pool).begin()
		defer w.client.Stop()
		for _, c := range choices {
			if !w.do(c) {
				t.Fatalf("%+v cannot happen", c)
			}
		}
		return w.Key()
	}
	if state(deed, deed, checked, lost, expired) == state(deed, deed, checked, expired, lost) {
		t.Error("a write that was accepted and one that was refused leave the same state")
	}
}
