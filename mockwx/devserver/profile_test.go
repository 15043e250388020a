package devserver

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/wxload/wxload/mockwx"
	"github.com/wxload/wxload/mockwx/keyindex"
)

// device is a WeChat with one user, who logs in at a developer server.
type device struct {
	t      *testing.T
	wechat *mockwx.Machine
	dev    *Machine
}

func newDevice(t *testing.T, shape Shape) *device {
	wechat := mockwx.New(mockwx.Options{Users: []mockwx.User{{Name: "u1", NickName: "小明 <1>"}}})
	return &device{t, wechat, New(Options{Protocol: speaking(shape, ""), Token: counted})}
}

// code is wx.login.
func (d *device) code() string {
	d.t.Helper()
	code, err := d.wechat.Login(start, mockwx.DefaultAppID, "u1")
	if err != nil {
		d.t.Fatal(err)
	}
	return code
}

// post is a whole login POST with a code.
func (d *device) post(code string) {
	d.t.Helper()
	ex := begin(d.t, d.dev, start)
	session, refused := d.wechat.Exchange(start, mockwx.DefaultAppID, mockwx.DefaultSecret, code)
	if refused != nil {
		d.t.Fatal(refused)
	}
	d.dev.Exchanged(start, ex, Session(session), nil)
}

// sealed is wx.getUserInfo, as the body of a request.
func (d *device) sealed() string {
	d.t.Helper()
	info, err := d.wechat.UserInfo(start, mockwx.DefaultAppID, "u1")
	if err != nil {
		d.t.Fatal(err)
	}
	body, err := json.Marshal(info)
	if err != nil {
		d.t.Fatal(err)
	}
	return string(body)
}

func (d *device) send(body string) Reply {
	return d.dev.Handle(start, carrying(d.dev, "POST", "/profile", "t1", body))
}

func TestAProfileIsOpenedWithTheKeyOfTheLogin(t *testing.T) {
	for shape, want := range map[Shape]string{
		FlyJS:    `{"code":0,"data":{"nickName":"小明 \u003c1\u003e"}}`,
		Template: `{"code":20000,"message":"ok","result":{"nickName":"小明 \u003c1\u003e"}}`,
	} {
		d := newDevice(t, shape)
		d.post(d.code())
		if r := d.send(d.sealed()); r.Status != 200 || string(r.Body) != want {
			t.Errorf("%s: %d %s, want %s", shape, r.Status, r.Body, want)
		}
	}
}

func TestAProfileSealedUnderAnotherKeyIsRefusedWithACodeOfItsOwn(t *testing.T) {
	for name, act := range map[string]func(*device) string{
		"a later wx.login was never exchanged": func(d *device) string {
			d.post(d.code())
			d.code()
			return d.sealed()
		},
		"two logins were exchanged the wrong way round": func(d *device) string {
			first, second := d.code(), d.code()
			d.post(second)
			d.post(first)
			return d.sealed()
		},
		"the data is older than the key": func(d *device) string {
			d.post(d.code())
			body := d.sealed()
			d.post(d.code())
			return body
		},
	} {
		for _, shape := range []Shape{FlyJS, Template, Egg, UserClass} {
			d := newDevice(t, shape)
			r := d.send(act(d))
			if r.Status != 422 || !strings.HasPrefix(string(r.Body), `{"code":42201,`) {
				t.Errorf("%s, %s: %d %s", name, shape, r.Status, r.Body)
			}
			if l := d.dev.Ledger(start); l.ProfilesClosed != 1 || l.ProfilesOpened != 0 {
				t.Errorf("%s, %s: %d opened, %d closed", name, shape, l.ProfilesOpened, l.ProfilesClosed)
			}
		}
	}
}

func TestTwoLoginsExchangedInOrderLeaveTheKeyThatOpens(t *testing.T) {
	d := newDevice(t, FlyJS)
	first, second := d.code(), d.code()
	d.post(first)
	d.post(second)
	if r := d.send(d.sealed()); r.Status != 200 {
		t.Errorf("%d %s", r.Status, r.Body)
	}
}

func TestAUserWithoutAKeyHasNoProfileThatOpens(t *testing.T) {
	d := newDevice(t, FlyJS)
	d.code()
	if _, err := d.dev.Seed(start, d.wechat.OpenID(mockwx.DefaultAppID, "u1"), "t1", true); err != nil {
		t.Fatal(err)
	}
	if r := d.send(d.sealed()); r.Status != 422 {
		t.Errorf("%d %s", r.Status, r.Body)
	}
}

func TestAProfileIsHeldToItsSignatureAndItsFields(t *testing.T) {
	d := newDevice(t, FlyJS)
	d.post(d.code())
	good := d.sealed()
	for name, body := range map[string]string{
		"other raw data":   strings.Replace(good, "小明", "小红", 1),
		"no signature":     strings.Replace(good, `"signature"`, `"sign"`, 1),
		"no iv":            strings.Replace(good, `"iv"`, `"vi"`, 1),
		"nothing":          "",
		"an empty object":  "{}",
		"a list":           "[]",
		"half of the body": good[:len(good)/2],
	} {
		if r := d.send(body); r.Status != 400 {
			t.Errorf("%s: %d %s", name, r.Status, r.Body)
		}
	}
	for name, body := range map[string]string{
		"a short iv":      strings.Replace(good, `"iv":"`, `"iv":"AA`, 1),
		"a changed block": strings.Replace(good, `"encryptedData":"`, `"encryptedData":"AAAA`, 1),
		"no base64":       strings.Replace(good, `"encryptedData":"`, `"encryptedData":"*`, 1),
	} {
		if r := d.send(body); r.Status != 422 {
			t.Errorf("%s: %d %s", name, r.Status, r.Body)
		}
	}
}

func TestNoAnswerToAProfileHoldsTheKey(t *testing.T) {
	keys := keyindex.New(0)
	d := newDevice(t, FlyJS)
	d.post(d.code())
	body := d.sealed()
	for _, key := range d.wechat.KeysOf(mockwx.DefaultAppID, "u1", 9) {
		keys.Add(key)
	}
	for _, body := range []string{body, "{}", strings.Replace(body, `"iv":"`, `"iv":"AA`, 1)} {
		if form := keys.Search(d.send(body).Body); form != "" {
			t.Errorf("the key stands in the answer, as %s", form)
		}
	}
}
