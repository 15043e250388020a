package sim

import (
	"testing"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/mockwx"
	"github.com/wxload/wxload/mockwx/opendata"
	"github.com/wxload/wxload/scenario/sim/servers"
)

func TestGetUserInfoSealsWithTheKeyOfNowInVirtualTime(t *testing.T) {
	s, err := Parse([]byte(`{"actions": [{"at": 100, "do": "launch"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	info, _ := wrapper.Find("reference")
	w := newWorld(s, info)
	var got []*wx.UserInfo
	var errs []error
	ask := func() {
		w.client.GetUserInfo(func(info *wx.UserInfo, err error) { got, errs = append(got, info), append(errs, err) })
	}
	w.servers.WeChat.ExpireSessions(w.time(), mockwx.Selection{})
	w.at(0, ask) // there is no session until the launch has logged in
	w.at(1000, ask)
	w.runUntil(2000, func() bool { return false })
	defer w.client.Stop()
	if len(got) != 2 || errs[0] == nil || errs[1] != nil {
		t.Fatalf("%d answers, errors %v", len(got), errs)
	}
	key := w.servers.WeChat.KeysOf(servers.AppID, servers.User, 1)[0]
	if _, err := opendata.Open(key, got[1].EncryptedData, got[1].IV); err != nil {
		t.Error(err)
	}
	if got[1].Signature != opendata.Signature(got[1].RawData, key) {
		t.Error("the signature is by another key")
	}
}
