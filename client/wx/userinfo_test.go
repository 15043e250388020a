package wx_test

import (
	"testing"

	"github.com/wxload/wxload/client/wx"
)

func TestGetUserInfoGivesWhatWeChatSealed(t *testing.T) {
	d := newDevice(t, wx.Config{})
	var got *wx.UserInfo
	d.loop.Turn(func() { d.GetUserInfo(func(info *wx.UserInfo, err error) { got = info }) })
	if d.Idle() {
		t.Error("idle while WeChat is asked")
	}
	want := &wx.UserInfo{RawData: "{}", Signature: "s", EncryptedData: "e", IV: "i"}
	d.w.infos[0](want, nil)
	if got != want || !d.Idle() {
		t.Errorf("got %+v, idle %v", got, d.Idle())
	}
	d.wantEvents("wx.getUserInfo 1", "wx.getUserInfo.ok 1")
}

func TestGetUserInfoFailsInThePlatformsWords(t *testing.T) {
	d := newDevice(t, wx.Config{})
	var got error
	d.loop.Turn(func() { d.GetUserInfo(func(_ *wx.UserInfo, err error) { got = err }) })
	d.w.infos[0](nil, &wx.Error{ErrMsg: "getUserInfo:fail session expired"})
	if got == nil || got.Error() != "getUserInfo:fail session expired" {
		t.Errorf("got %v", got)
	}
	d.wantEvents("wx.getUserInfo 1", "wx.getUserInfo.fail 1")
}
