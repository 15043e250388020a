package sim

import (
	"slices"
	"strings"
	"testing"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// careless takes the token of whatever answer comes last.
type careless struct {
	wrapper.Env
	s *wrapper.Settings
}

func (c *careless) Launch() *loop.Promise[any] { return nil }
func (c *careless) Show()                      {}
func (c *careless) Logout()                    {}

func (c *careless) Load(calls []*wrapper.Call, issue func(*wrapper.Call)) {
	for _, call := range calls {
		issue(call)
	}
}

func (c *careless) Request(call *wrapper.Call) *loop.Promise[*wx.Response] {
	p := loop.NewPromise[*wx.Response](c.Loop)
	r := &wx.Request{Method: call.Method, URL: c.s.Domains["develop"] + call.URL, Name: call.Name, Caller: call.ID}
	c.s.Target.Carry(r, c.WX.GetStorage(c.s.TokenKey))
	c.WX.Request(r, func(resp *wx.Response, err error) {
		if err == nil {
			if token, ok := c.s.Target.RenewedBy(r, resp); ok {
				c.WX.SetStorage(c.s.TokenKey, token)
			}
		}
		p.Settle(resp, err)
	})
	return p
}

// Of two answers the first that was given comes last.
func TestAnAnswerMayComeLateWithItsToken(t *testing.T) {
	reference, _ := wrapper.Find("reference")
	info := reference
	info.ID, info.New = "careless", func(env wrapper.Env, s *wrapper.Settings) wrapper.Wrapper { return &careless{env, s} }
	for _, c := range []struct {
		info      wrapper.Info
		serverAt  string // when requests arrive: as soon as they leave, or half way
		regressed int64
	}{{info, "0", 1}, {info, "0.5", 0}, {reference, "0", 0}} {
		s, err := Parse([]byte(`{"name": "late", "initial": {"token": "valid"}, "renewed": "X-Token", "serverAt": ` + c.serverAt + `,
			"actions": [{"at": 0, "do": "pageLoad", "page": "a", "requests": ["a", "b"]}, {"at": 1000, "do": "pageLoad", "page": "b", "requests": ["c"]}],
			"latencies": {"request": {"byName": {"a": [400]}}}}`))
		if err != nil {
			t.Fatal(err)
		}
		r, n := Run(s, c.info), int64(0)
		if i := slices.IndexFunc(r.Defects, func(d Defect) bool { return d.Class == "token-regressed" }); i >= 0 {
			n = r.Defects[i].Count
		}
		text := &strings.Builder{}
		if r.WriteText(text, nil); n != c.regressed || r.Summary.RequestsSettledOk != 3 || !strings.Contains(text.String(), "new token t") {
			t.Errorf("%s, %s: %d, %+v\n%s", c.info.ID, c.serverAt, n, r.Summary, text)
		}
	}
}
