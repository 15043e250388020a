package draw

import (
	"time"

	"github.com/wxload/wxload/scenario/timeline"
)

// late401 is the race that template loses: every lane, three generations, a
// defect.
func late401() *timeline.Timeline {
	page, wrapper, wx, server, wechat := timeline.Page, timeline.Wrapper, timeline.WX, timeline.Server, timeline.WeChat
	t := &timeline.Timeline{Situation: "late-401", Wrapper: "template", Class: "duplicate-login", Kind: "stale-401",
		Sentence: "The wrapper logs in for a 401 of an older token although the token that it holds is good.",
		Prose:    []string{"Request A reaches the server after every token has died.", "The 401 of request B, sent with token t0, arrives after login #1 stored t1."},
		Advice:   "compare the rejected token with the current one before a login (rule 6)"}
	add := func(ms int, from, to timeline.Lane, text, request string, token int) {
		t.Events = append(t.Events, timeline.Event{At: time.Duration(ms) * time.Millisecond, Lane: from, To: to, Text: text, Request: request, Token: token})
	}
	add(0, page, wrapper, "the page asks for A", "A", 0)
	add(0, page, wrapper, "the page asks for B", "B", 0)
	add(0, wrapper, server, "A with token t0", "A", 1)
	add(0, wrapper, server, "B with token t0", "B", 1)
	add(0, server, "", "every token dies", "", 0)
	add(10, server, wrapper, "A: 401", "A", 1)
	add(10, wrapper, "", "removes t0 from the storage", "A", 1)
	add(10, wrapper, wx, "wx.login #1", "", 0)
	add(10, wx, wechat, "asks for a code", "", 0)
	add(20, wechat, wx, "code c1", "", 0)
	add(20, wx, wrapper, "code c1", "", 0)
	add(20, wrapper, server, "login #1 with code c1", "", 0)
	add(20, server, wechat, "jscode2session with c1", "", 0)
	add(20, wechat, server, "openid and session_key", "", 0)
	add(30, server, wrapper, "login #1: new token t1", "", 2)
	add(30, wrapper, server, "A again with token t1", "A", 2)
	add(40, server, wrapper, "A: 200", "A", 2)
	add(40, wrapper, page, "A succeeds", "A", 0)
	add(50, server, wrapper, "B: 401", "B", 1)
	add(50, wrapper, "", "removes t1 from the storage, though only t0 was rejected", "B", 2)
	add(50, wrapper, wx, "wx.login #2", "", 0)
	t.Events[len(t.Events)-1].Defect = true
	add(75, server, wrapper, "login #2: new token t2", "", 3)
	return t
}

// hostile is a timeline whose texts try to be markup, a script, a statement of
// Mermaid and a terminal's command.
func hostile() *timeline.Timeline {
	bad := "</script><script>document.title='broken'</script>\x1b[2J\n\"'`;#%%{}" + "end <b>&amp;\u202e"
	return &timeline.Timeline{Situation: bad, Wrapper: bad, Class: bad, Kind: bad, Sentence: bad, Prose: []string{bad}, Advice: bad,
		Events: []timeline.Event{{Lane: timeline.Page, To: timeline.Wrapper, Text: bad, Request: bad, Token: 7, Defect: true, Further: []timeline.Defect{{Class: bad, Kind: bad, Advice: bad}}}}}
}

func empty() *timeline.Timeline {
	return &timeline.Timeline{Situation: "cold-start", Wrapper: "reference"}
}
