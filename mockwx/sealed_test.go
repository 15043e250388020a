package mockwx

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/mockwx/opendata"
)

func TestUserInfoIsSealedWithTheCurrentKey(t *testing.T) {
	m := New(Options{Apps: twoApps()})
	if _, err := m.UserInfo(start, DefaultAppID, "u1"); !errors.Is(err, ErrSessionExpired) {
		t.Errorf("before a login: %v", err)
	}
	k := key(t, m, start, loginCode(t, m, start, DefaultAppID, "u1"))
	info, err := m.UserInfo(start, DefaultAppID, "u1")
	if err != nil || info.Signature != opendata.Signature(info.RawData, k) {
		t.Fatalf("signature %s, error %v", info.Signature, err)
	}
	text, err := opendata.Open(k, info.EncryptedData, info.IV)
	if err != nil {
		t.Fatal(err)
	}
	var sealed, raw secretProfile
	if json.Unmarshal(text, &sealed) != nil || json.Unmarshal([]byte(info.RawData), &raw) != nil || sealed.profile != raw.profile {
		t.Errorf("sealed %s, raw %s", text, info.RawData)
	}
	want := watermark{Timestamp: start.Unix(), AppID: DefaultAppID}
	if sealed.OpenID != m.OpenID(DefaultAppID, "u1") || sealed.UnionID == "" || sealed.Watermark != want || raw.OpenID != "" {
		t.Errorf("sealed %s", text)
	}
	again, _ := m.UserInfo(start, DefaultAppID, "u1")
	if again.RawData != info.RawData || again.IV == info.IV || again.EncryptedData == info.EncryptedData {
		t.Error("want the same profile under another iv")
	}
}

func TestDataSealedUnderADisplacedKeyCannotBeOpened(t *testing.T) {
	m := New(Options{})
	old := key(t, m, start, loginCode(t, m, start, DefaultAppID, "u1"))
	loginCode(t, m, start, DefaultAppID, "u1") // a duplicate login
	info, err := m.UserInfo(start, DefaultAppID, "u1")
	if err != nil {
		t.Fatal(err)
	}
	if text, err := opendata.Open(old, info.EncryptedData, info.IV); err == nil && json.Valid(text) {
		t.Errorf("opened %s", text)
	}
	if opendata.Signature(info.RawData, old) == info.Signature {
		t.Error("the signature holds under the displaced key")
	}
}

func TestPhoneNumberIsSealedAndHasACodeThatWorksOnce(t *testing.T) {
	m := New(Options{Users: []User{{Name: "u2", Phone: "13000000002"}}})
	access := token(t, m, start)
	get := func(now time.Time, code string) string {
		return api(t, m, now, "POST", "/wxa/business/getuserphonenumber?access_token="+access, `{"code":"`+code+`"}`)
	}
	for _, user := range []string{"u1", "u2"} {
		k := key(t, m, start, loginCode(t, m, start, DefaultAppID, user))
		p, err := m.PhoneNumber(start, DefaultAppID, user)
		if err != nil {
			t.Fatal(err)
		}
		text, err := opendata.Open(k, p.EncryptedData, p.IV)
		if err != nil {
			t.Fatal(err)
		}
		if user == "u2" && !strings.Contains(string(text), `"purePhoneNumber":"13000000002","countryCode":"86"`) {
			t.Errorf("sealed %s", text)
		}
		if got := get(start.Add(time.Minute), p.Code); got != `{"errcode":0,"errmsg":"ok","phone_info":`+string(text)+`}` {
			t.Errorf("answer %s, sealed %s", got, text)
		}
		if n := errcodeIn(t, get(start, p.Code)); n != 40029 {
			t.Errorf("the second use: %d", n)
		}
		if n := errcode(m, start, p.Code); n != 40029 {
			t.Errorf("as a code of wx.login: %d", n)
		}
	}
	p, _ := m.PhoneNumber(start, DefaultAppID, "u1")
	if n := errcodeIn(t, get(start.Add(5*time.Minute), p.Code)); n != 40029 {
		t.Errorf("after 5 minutes: %d", n)
	}
	want := CodeCounts{Issued: 3, Used: 2, Expired: 1, Refused: 2}
	if l := m.Ledger(start.Add(5*time.Minute), "", ""); l.PhoneCodes != want {
		t.Errorf("ledger %+v", l.PhoneCodes)
	}
	loginCodeAsPhoneCode := loginCode(t, m, start, DefaultAppID, "u1")
	if n := errcodeIn(t, get(start, loginCodeAsPhoneCode)); n != 40029 {
		t.Errorf("wx.login's code: %d", n)
	}
}

func TestProfilesFollowFromSeedAndName(t *testing.T) {
	profileOf := func(seed uint64, appid, name string) profile {
		m := New(Options{Seed: seed, Apps: twoApps(), Users: []User{{Name: "band", NickName: "Band"}}})
		loginCode(t, m, start, appid, name)
		return m.app(appid).users[name].profile()
	}
	u1 := profileOf(1, DefaultAppID, "u1")
	if u1 != profileOf(1, DefaultAppID, "u1") || u1 != profileOf(1, otherAppID, "u1") {
		t.Error("the profile changed")
	}
	if u1 == profileOf(2, DefaultAppID, "u1") || u1 == profileOf(1, DefaultAppID, "u2") {
		t.Error("two users share a profile")
	}
	if p := profileOf(1, DefaultAppID, "band"); p.NickName != "Band" {
		t.Errorf("nickname %s", p.NickName)
	}
}

func TestEveryProfileAndNumberHasTheirForm(t *testing.T) {
	m := New(Options{})
	genders := map[int]bool{}
	for i := range 200 {
		name := fmt.Sprint("u", i)
		loginCode(t, m, start, DefaultAppID, name)
		u := m.app(DefaultAppID).users[name]
		if number := u.phone(start).PurePhoneNumber; len(number) != 11 || number[0] != '1' {
			t.Errorf("%s has the number %s", name, number)
		}
		genders[u.profile().Gender] = true
	}
	if !maps.Equal(genders, map[int]bool{0: true, 1: true, 2: true}) {
		t.Errorf("genders %v", genders)
	}
}

func TestASessionThatIsSetIsAKey(t *testing.T) {
	m := New(Options{})
	for _, valid := range []bool{true, true, false, true} {
		if err := m.SetSession(start, DefaultAppID, "u1", valid); err != nil {
			t.Fatal(err)
		}
		checkInvariants(t, m, start)
	}
	if n := m.Ledger(start, "", "").Sessions.Issued; n != 2 {
		t.Errorf("%d keys", n)
	}
}

func TestDeviceGetsOpenDataOverHTTP(t *testing.T) {
	m := New(Options{})
	const u1 = `{"appid":"` + DefaultAppID + `","user":"u1"}`
	for path, name := range map[string]string{"/_wx/userinfo": "getUserInfo", "/_wx/phonenumber": "getPhoneNumber"} {
		m.SetSession(start, DefaultAppID, "u1", false)
		if got := call(t, m, "POST", path, u1, 200); got != `{"errMsg":"`+name+`:fail session time out, need relogin"}` {
			t.Errorf("%s without a session: %s", path, got)
		}
		call(t, m, "GET", path, u1, 405)
		loginCode(t, m, start, DefaultAppID, "u1")
		if got := call(t, m, "POST", path, u1, 200); !strings.Contains(got, `"iv":"`) || !strings.HasSuffix(got, `,"errMsg":"`+name+`:ok"}`) {
			t.Errorf("%s: %s", path, got)
		}
	}
}

func TestBlockedUsersAreHighRisk(t *testing.T) {
	m := New(Options{Users: []User{{Name: "u1", Blocked: true}}})
	code := loginCode(t, m, start, DefaultAppID, "u1")
	if n := errcode(m, start, code); n != 40226 {
		t.Errorf("errcode %d", n)
	}
	if n := errcode(m, start, loginCode(t, m, start, DefaultAppID, "u2")); n != 0 {
		t.Errorf("another user: %d", n)
	}
	if got := call(t, m, "POST", "/_wx/control/unblock", `{"users":["u1"]}`, 200); got != `{"unblocked":1}` {
		t.Errorf("unblock: %s", got)
	}
	if n := errcode(m, start, code); n != 0 {
		t.Errorf("unblocked: %d; a refused code is not used up", n)
	}
	if got := call(t, m, "POST", "/_wx/control/block", `{}`, 200); got != `{"blocked":2}` {
		t.Errorf("block: %s", got)
	}
}

func TestRotateSessionsDisplacesKeys(t *testing.T) {
	m := New(Options{Rotation: RotateNever})
	loginCode(t, m, start, DefaultAppID, "u1")
	m.SetSession(start, DefaultAppID, "u2", false)
	if got := call(t, m, "POST", "/_wx/control/rotate-sessions", ``, 200); got != `{"rotated":1}` {
		t.Errorf("rotate: %s", got)
	}
	keys := m.KeysOf(DefaultAppID, "u1", 5)
	if newest := m.KeysOf(DefaultAppID, "u1", 1); len(newest) != 1 || newest[0] != keys[0] {
		t.Errorf("the newest key %q, all %q", newest, keys)
	}
	if len(keys) != 2 || keys[0] == keys[1] || m.CheckSession(start, DefaultAppID, "u1") != nil {
		t.Errorf("%d keys", len(keys))
	}
	if m.KeysOf("wx0", "u1", 5) != nil || m.KeysOf(DefaultAppID, "nobody", 5) != nil {
		t.Error("strangers have keys")
	}
	checkInvariants(t, m, start)
}
