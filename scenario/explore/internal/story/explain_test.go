package story

import (
	"testing"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/explore/internal/world"
	"github.com/wxload/wxload/scenario/explore/situation"
	"github.com/wxload/wxload/scenario/sim/servers"
)

// TestAnAccountHoldsWhatItsSentenceTells finds a class whose sentence names a sender
// or a login that [story.account] does not look up: "nobody", or login #0.
func TestAnAccountHoldsWhatItsSentenceTells(t *testing.T) {
	info, _ := wrapper.Find("reference")
	subject, err := world.NewSubject(info, &situation.Situation{Refresh: situation.Once})
	if err != nil {
		t.Fatal(err)
	}
	runner := &world.Runner{Situation: &situation.All()[0], Subject: subject}
	defer runner.Close()
	w, _ := runner.Run(world.Along(nil, nil))
	post := w.Settings().Target.RefreshRequest("r1")
	post.URL = servers.Domain + post.URL
	for _, a := range accounts() {
		s := newStory(w)
		s.logins, s.refreshes = 1, map[*wx.Request]int{post: 1}
		s.last = wx.Event{Kind: wx.RequestSend, Request: &wx.Request{Caller: 1, Name: "A"}}
		if made := s.account(a.defect); (made.sender == sender{}) != (a.sender == sender{}) {
			t.Errorf("%+v: sent by %s, in its sentence by %s", a.defect, made.sender, a.sender)
		}
		s.last = wx.Event{Kind: wx.LoginCall}
		if a.login.refresh {
			s.last = wx.Event{Kind: wx.RequestDone, Request: post}
		}
		if a.login.n > 0 && a.failure.how == noRejection && s.account(a.defect).login != (renewal{refresh: a.login.refresh, n: 1}) {
			t.Errorf("%+v: no login, and one in its sentence", a.defect)
		}
	}
}
