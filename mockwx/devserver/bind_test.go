package devserver

import (
	"errors"
	"testing"

	"github.com/tidwall/gjson"
)

func withBind(c *Contract) { c.Bind = Bind{Method: "POST", Path: "/bind", Token: "data.user.token"} }

func TestABindingAnswersATokenInTheGuestsPlace(t *testing.T) {
	for policy, guest := range map[TokenPolicy]int{Single: 401, Multi: 200} {
		m := New(Options{Protocol: protocolOf(t, withBind), Token: counted, Policy: policy})
		logIn(t, m, start, "o1")
		r := m.Handle(start, carrying(m, "POST", "/bind", "t1", "{}"))
		if token := gjson.GetBytes(r.Body, "data.user.token").String(); token != "t2" {
			t.Fatalf("the binding gives %d %s", r.Status, r.Body)
		}
		for token, want := range map[string]int{"t1": guest, "t2": 200} {
			if r := m.Handle(start, carrying(m, "GET", "/me", token, "")); r.Status != want {
				t.Errorf("%s: %s gives %d, want %d", policy, token, r.Status, want)
			}
		}
		if l := m.Ledger(start); l.TokensRenewed != 1 || imbalance(l) != "" {
			t.Errorf("%s %+v", imbalance(l), l)
		}
	}
	m := New(Options{Protocol: protocolOf(t, withBind), Token: counted})
	if r := m.Handle(start, carrying(m, "POST", "/bind", "t9", "{}")); r.Status != 401 {
		t.Errorf("without a guest's token: %d %s", r.Status, r.Body)
	}
}

func TestABindingNeedsAPlaceForItsToken(t *testing.T) {
	for setting, change := range map[string]func(*Bind){
		"bind.path": func(b *Bind) { b.Path = "https://x" }, "bind.method": func(b *Bind) { b.Method = "" }, "bind.token": func(b *Bind) { b.Token = "" },
	} {
		_, err := changed(t, FlyJS, func(c *Contract) {
			withBind(c)
			change(&c.Bind)
		}).Protocol()
		if wrong, is := errors.AsType[*SettingError](err); !is || wrong.Setting != setting {
			t.Errorf("%s: %v", setting, err)
		}
	}
}
