package mockwx

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/mockwx/keyindex"
)

const (
	otherAppID  = "wxfedcba9876543210"
	otherSecret = "fedcba9876543210fedcba9876543210"
)

// twoApps are two apps of one account.
func twoApps() []App {
	return []App{{DefaultAppID, DefaultSecret, "acme"}, {otherAppID, otherSecret, "acme"}}
}

// loginCode is the code of a login that must succeed.
func loginCode(t testing.TB, m *Machine, now time.Time, appid, user string) string {
	t.Helper()
	code, err := m.Login(now, appid, user)
	if err != nil {
		t.Fatalf("login of %s: %v", user, err)
	}
	return code
}

// errcode is that of an exchange, or 0.
func errcode(m *Machine, now time.Time, code string) int {
	if _, err := m.Exchange(now, DefaultAppID, DefaultSecret, code); err != nil {
		return err.Errcode
	}
	return 0
}

// refusal is a query and WeChat's error for it. The values USED, EXPIRED, … stand
// for codes in that state.
type refusal struct {
	name, query string
	errcode     int
	errmsg      string
}

func refusals() []refusal {
	const app = "appid=" + DefaultAppID + "&secret=" + DefaultSecret
	const grant = "&grant_type=authorization_code"
	return []refusal{
		{"used code", app + "&js_code=USED" + grant, 40163, "code been used"},
		{"unknown code", app + "&js_code=nonsense" + grant, 40029, "invalid code"},
		{"expired code", app + "&js_code=EXPIRED" + grant, 40029, "invalid code"},
		{"another app's code", app + "&js_code=FOREIGN" + grant, 40029, "invalid code"},
		{"no code", app + grant, 41008, "missing code"},
		{"no code and no grant_type", app, 41008, "missing code"},
		{"empty code", app + "&js_code=" + grant, 41008, "missing code"},
		{"unknown appid, whatever the code", "appid=wx0&secret=x&js_code=USED" + grant, 40013, "invalid appid"},
		{"unknown appid, no code", "appid=wx0&secret=x" + grant, 40013, "invalid appid"},
		{"wrong secret", "appid=" + DefaultAppID + "&secret=wrong&js_code=FRESH" + grant, 40125, "invalid appsecret"},
		{"another app's secret", "appid=" + DefaultAppID + "&secret=" + otherSecret + "&js_code=FRESH" + grant, 40125, "invalid appsecret"},
		{"no appid", "secret=" + DefaultSecret + "&js_code=FRESH" + grant, 41002, "appid missing"},
		{"nothing at all", "", 41002, "appid missing"},
		{"no secret", "appid=" + DefaultAppID + "&js_code=FRESH" + grant, 41004, "appsecret missing"},
		{"no grant_type", app + "&js_code=FRESH", 40002, "invalid grant_type"},
		{"wrong grant_type", app + "&js_code=FRESH&grant_type=client_credential", 40002, "invalid grant_type"},
		{"badly escaped code", app + "&js_code=%zz" + grant, 41008, "missing code"},
		{"over the quota", app + "&js_code=BUSY" + grant, 45011, "api minute-quota reach limit mustslower retry next minute"},
	}
}

func TestJSCode2SessionAnswersAsWeChatDoes(t *testing.T) {
	m := New(Options{Apps: twoApps(), Quota: 2})
	codes := map[string]string{
		"EXPIRED": loginCode(t, m, start.Add(-5*time.Minute), DefaultAppID, "u1"),
		"USED":    loginCode(t, m, start, DefaultAppID, "u2"),
		"FRESH":   loginCode(t, m, start, DefaultAppID, "u3"),
		"FOREIGN": loginCode(t, m, start, otherAppID, "u3"),
		"BUSY":    loginCode(t, m, start, DefaultAppID, "u4"),
	}
	errcode(m, start, codes["USED"])
	for range 2 {
		errcode(m, start, codes["BUSY"])
	}
	for _, test := range refusals() {
		t.Run(test.name, func(t *testing.T) {
			query := test.query
			for name, code := range codes {
				query = strings.ReplaceAll(query, "="+name, "="+code)
			}
			reply := m.Handle(start, Request{Method: "GET", Path: "/sns/jscode2session", Query: query})
			if reply.Status != 200 || reply.ContentType != "text/plain" {
				t.Errorf("status %d, type %q", reply.Status, reply.ContentType)
			}
			want := fmt.Sprintf(`^\{"errcode":%d,"errmsg":"%s, rid: %08x-[0-9a-f]{8}-[0-9a-f]{8}"\}$`, test.errcode, test.errmsg, start.Unix())
			if !regexp.MustCompile(want).Match(reply.Body) {
				t.Errorf("body %s\nwant %s", reply.Body, want)
			}
		})
	}
	if got := errcode(m, start, codes["FRESH"]); got != 0 {
		t.Errorf("the code of the refused calls gives %d, want it unused", got)
	}
}

func TestSuccessHasNoErrcodeAndEscapesSlashes(t *testing.T) {
	slashes := 0
	for seed := range uint64(20) {
		m := New(Options{Seed: seed, Apps: twoApps()})
		reply := m.Handle(start, exchangeRequest(loginCode(t, m, start, DefaultAppID, "u1")))
		if !regexp.MustCompile(`^\{"session_key":"([A-Za-z0-9+]|\\/)+==","openid":"o[A-Za-z0-9_-]{27}","unionid":"o[A-Za-z0-9_-]{27}"\}$`).Match(reply.Body) {
			t.Errorf("body %s", reply.Body)
		}
		var s struct {
			SessionKey string `json:"session_key"`
		}
		if err := json.Unmarshal(reply.Body, &s); err != nil || len(s.SessionKey) != 24 {
			t.Errorf("session_key of %d characters, error %v", len(s.SessionKey), err)
		}
		slashes += strings.Count(s.SessionKey, "/")
	}
	if slashes == 0 {
		t.Error("no key held a slash: the test shows nothing")
	}
}

func TestUnboundAppGivesNoUnionID(t *testing.T) {
	m := New(Options{})
	reply := m.Handle(start, exchangeRequest(loginCode(t, m, start, DefaultAppID, "u1")))
	if strings.Contains(string(reply.Body), "unionid") {
		t.Errorf("body %s", reply.Body)
	}
}

func TestOtherMethodsAndPathsAreWeChatErrors(t *testing.T) {
	m := New(Options{})
	r := exchangeRequest(loginCode(t, m, start, DefaultAppID, "u1"))
	r.Method = "POST"
	if reply := m.Handle(start, r); !strings.HasPrefix(string(reply.Body), `{"errcode":43001,"errmsg":"require GET method, rid: `) {
		t.Errorf("POST: %s", reply.Body)
	}
	for _, path := range []string{"/", "", "/wxa/nothing", "/sns"} {
		if reply := m.Handle(start, Request{Method: "GET", Path: path}); !strings.HasPrefix(string(reply.Body), `{"errcode":40066,"errmsg":"invalid url rid: `) {
			t.Errorf("path %q: %s", path, reply.Body)
		}
	}
}

func TestCodeLivesFiveMinutes(t *testing.T) {
	for after, want := range map[time.Duration]int{
		0:                             0,
		5*time.Minute - 1:             0,
		5 * time.Minute:               40029,
		5*time.Minute + 1*time.Second: 40029,
	} {
		m := New(Options{})
		code := loginCode(t, m, start, DefaultAppID, "u1")
		if got := errcode(m, start.Add(after), code); got != want {
			t.Errorf("after %v: errcode %d, want %d", after, got, want)
		}
	}
}

func TestUsedCodeIsForgottenAtItsEnd(t *testing.T) {
	m := New(Options{})
	code := loginCode(t, m, start, DefaultAppID, "u1")
	for i, want := range []int{0, 40163} {
		if got := errcode(m, start, code); got != want {
			t.Errorf("use %d: errcode %d, want %d", i+1, got, want)
		}
	}
	if got := errcode(m, start.Add(5*time.Minute), code); got != 40029 {
		t.Errorf("after 5 minutes: errcode %d, want 40029", got)
	}
	if len(m.codes.byText) != 0 || m.codes.oldest != nil || m.codes.newest != nil {
		t.Error("a code is still remembered")
	}
}

func TestCodesDoNotDisplaceOneAnother(t *testing.T) {
	m := New(Options{})
	first := loginCode(t, m, start, DefaultAppID, "u1")
	second := loginCode(t, m, start, DefaultAppID, "u1")
	for _, code := range []string{second, first} {
		if got := errcode(m, start, code); got != 0 {
			t.Errorf("errcode %d, want success", got)
		}
	}
}

func TestQuotaCountsOneUserAndOneMinute(t *testing.T) {
	m := New(Options{})
	minute := start.Truncate(time.Minute)
	use := func(user string, now time.Time) int {
		return errcode(m, now, loginCode(t, m, now, DefaultAppID, user))
	}
	for i := range 100 {
		if got := use("u1", minute); got != 0 {
			t.Fatalf("call %d: errcode %d", i+1, got)
		}
	}
	if got := use("u1", minute.Add(59*time.Second)); got != 45011 {
		t.Errorf("call 101: errcode %d, want 45011", got)
	}
	if got := use("u2", minute); got != 0 {
		t.Errorf("another user: errcode %d", got)
	}
	if got := use("u1", minute.Add(time.Minute)); got != 0 {
		t.Errorf("the next minute: errcode %d", got)
	}
}

func TestQuotaCanBeOff(t *testing.T) {
	m := New(Options{Quota: -1})
	for range 1000 {
		if got := errcode(m, start, loginCode(t, m, start, DefaultAppID, "u1")); got != 0 {
			t.Fatalf("errcode %d", got)
		}
	}
}

func TestKeysThatABackendGotAreTold(t *testing.T) {
	x := keyindex.New(0)
	m := New(Options{Keys: x})
	code := loginCode(t, m, start, DefaultAppID, "u1")
	s := m.KeysOf(DefaultAppID, "u1", 1)[0]
	if x.Search([]byte(s)) != "" {
		t.Error("a key that no backend got is searched for")
	}
	key(t, m, start, code)
	if x.Search([]byte(s)) != "base64" {
		t.Error("a key that a backend got is not")
	}
}

func TestAnExchangeByPOSTCountsAsRefused(t *testing.T) {
	m := New(Options{})
	r := exchangeRequest(loginCode(t, m, start, DefaultAppID, "u1"))
	r.Method = "POST"
	if n := errcodeIn(t, string(m.Handle(start, r).Body)); n != 43001 {
		t.Errorf("errcode %d", n)
	}
	if c := m.Ledger(start, "", "").Codes; c.Refused != 1 || c.Used != 0 {
		t.Errorf("ledger %+v", c)
	}
}
