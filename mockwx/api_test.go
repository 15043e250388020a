package mockwx

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
)

const credentials = "grant_type=client_credential&appid=" + DefaultAppID + "&secret=" + DefaultSecret

// api is the body of a call that must be answered as WeChat answers outside of
// /sns/.
func api(t testing.TB, m *Machine, now time.Time, method, target, body string) string {
	t.Helper()
	path, query, _ := strings.Cut(target, "?")
	reply := m.Handle(now, Request{Method: method, Path: path, Query: query, Body: []byte(body)})
	if reply.Status != 200 || reply.ContentType != "application/json; encoding=utf-8" {
		t.Errorf("%s %s: status %d, type %q", method, target, reply.Status, reply.ContentType)
	}
	return string(reply.Body)
}

// token is the access token of a call that must succeed.
func token(t testing.TB, m *Machine, now time.Time) string {
	t.Helper()
	return tokenIn(t, api(t, m, now, "GET", "/cgi-bin/token?"+credentials, ""))
}

var tokenAnswer = regexp.MustCompile(`^\{"access_token":"([A-Za-z0-9_-]{136})","expires_in":(\d+)\}$`)

func tokenIn(t testing.TB, body string) string {
	t.Helper()
	found := tokenAnswer.FindStringSubmatch(body)
	if found == nil {
		t.Fatalf("no token: %s", body)
	}
	return found[1]
}

// stable is the answer of stable_token.
func stable(t testing.TB, m *Machine, now time.Time, more string) string {
	t.Helper()
	return api(t, m, now, "POST", "/cgi-bin/stable_token",
		`{"grant_type":"client_credential","appid":"`+DefaultAppID+`","secret":"`+DefaultSecret+`"`+more+`}`)
}

// errcodeIn is the errcode of an answer, 0 where it has none.
func errcodeIn(t testing.TB, body string) int {
	t.Helper()
	var answer struct{ Errcode int }
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return answer.Errcode
}

// signed is the query of a call signed with the key.
func signed(accessToken, openid, sessionKey string) string {
	return "access_token=" + accessToken + "&openid=" + openid + "&signature=" + sign("", sessionKey) + "&sig_method=hmac_sha256"
}

func TestTokenTakesQueryFormAndJSON(t *testing.T) {
	const fields = `"appid":"` + DefaultAppID + `","secret":"` + DefaultSecret + `"`
	for _, call := range [][3]string{
		{"GET", "/cgi-bin/token?" + credentials, ""},
		{"POST", "/cgi-bin/token?" + credentials, ""},
		{"POST", "/cgi-bin/token", credentials},
		{"POST", "/cgi-bin/token", `{"grant_type":"client_credential",` + fields + `}`},
		{"POST", "/cgi-bin/stable_token", ` {"grant_type":"client_credential",` + fields + `,"force_refresh":false}`},
		{"POST", "/cgi-bin/stable_token?grant_type=client_credential", `{` + fields + `}`},
	} {
		m := New(Options{})
		if body := api(t, m, start, call[0], call[1], call[2]); !strings.HasSuffix(body, `,"expires_in":7200}`) {
			t.Errorf("%s: %s", call, body)
		} else {
			tokenIn(t, body)
		}
	}
}

func TestAPIErrorsAreWeChatsToTheByte(t *testing.T) {
	const bad = "invalid credential, access_token is invalid or not latest, could get access_token by getStableAccessToken, " +
		`more details at https:\/\/mmbizurl.cn\/s\/JtxxFh33r`
	m := New(Options{Apps: twoApps(), TokenTTL: time.Hour})
	expired := token(t, m, start.Add(-time.Hour))
	good := tokenIn(t, stable(t, m, start, ""))
	k := key(t, m, start, loginCode(t, m, start, DefaultAppID, "u1"))
	id, stranger, foreign := m.OpenID(DefaultAppID, "u1"), m.OpenID(DefaultAppID, "u2"), m.OpenID(otherAppID, "u1")
	m.SetSession(start, DefaultAppID, "u2", false)
	const phone = "/wxa/business/getuserphonenumber?access_token="
	for _, test := range []struct {
		method, target, body string
		errcode              int
		errmsg               string
	}{
		{"GET", "/cgi-bin/token", "", 41002, "appid missing"},
		{"GET", "/cgi-bin/token?appid=wx0", "", 40013, "invalid appid"},
		{"GET", "/cgi-bin/token?appid=" + DefaultAppID, "", 41004, "appsecret missing"},
		{"GET", "/cgi-bin/token?appid=" + DefaultAppID + "&secret=x", "", 40125, "invalid appsecret"},
		{"GET", "/cgi-bin/token?" + strings.Replace(credentials, "client_", "", 1), "", 40002, "invalid grant_type"},
		{"PUT", "/cgi-bin/token?" + credentials, "", 43001, "require GET method"},
		{"GET", "/cgi-bin/stable_token?" + credentials, "", 43002, "require POST method"},
		{"POST", "/cgi-bin/stable_token?" + credentials, "", 44002, "empty post data"},
		{"POST", "/cgi-bin/stable_token", credentials, 47001, "data format error"},
		{"POST", "/cgi-bin/stable_token", `{"appid":`, 47001, "data format error"},
		{"POST", "/cgi-bin/stable_token", `{}`, 41002, "appid missing"},
		{"GET", "/wxa/checksession", "", 41001, "access_token missing"},
		{"GET", "/wxa/checksession?" + signed("nonsense", id, k), "", 40001, bad},
		{"GET", "/wxa/checksession?" + signed(expired, id, k), "", 42001, "access_token expired"},
		{"GET", "/wxa/checksession?" + signed(good, id, "other"), "", 87009, "invalid signature"},
		{"GET", "/wxa/checksession?" + signed(good, stranger, k), "", 87007, "session_key is not existd or expired"},
		{"GET", "/wxa/checksession?" + signed(good, foreign, k), "", 40003, "invalid openid"},
		{"GET", "/wxa/checksession?access_token=" + good + "&openid=" + id, "", 87008, "invalid sig_method"},
		{"GET", "/wxa/resetusersessionkey?" + signed(good, id, "other"), "", 87009, "invalid signature"},
		{"DELETE", "/wxa/resetusersessionkey?" + signed(good, id, k), "", 43001, "require GET method"},
		{"GET", phone + good, "", 43002, "require POST method"},
		{"POST", phone, `{"code":"x"}`, 41001, "access_token missing"},
		{"POST", phone + "nonsense", `{"code":"x"}`, 40001, bad},
		{"POST", phone + good, ``, 44002, "empty post data"},
		{"POST", phone + good, `code=x`, 47001, "data format error"},
		{"POST", phone + good, `{}`, 40029, "invalid code"},
		{"POST", phone + good, `{"code":5}`, 40029, "invalid code"},
		{"POST", phone + good, `{"code":"x"}`, 40029, "invalid code"},
	} {
		want := fmt.Sprintf(`^\{"errcode":%d,"errmsg":"%s rid: %08x-[0-9a-f]{8}-[0-9a-f]{8}"\}$`, test.errcode, regexp.QuoteMeta(test.errmsg), start.Unix())
		if body := api(t, m, start, test.method, test.target, test.body); !regexp.MustCompile(want).MatchString(body) {
			t.Errorf("%s %s %s: %s\nwant %s", test.method, test.target, test.body, body, want)
		}
	}
	if c := m.Ledger(start, "", "").Codes; c.Refused != 0 {
		t.Errorf("%d refused: these calls have no code of wx.login", c.Refused)
	}
}

// use is the errcode of a call with an access token.
func use(t testing.TB, m *Machine, now time.Time, accessToken string) int {
	t.Helper()
	body := api(t, m, now, "POST", "/wxa/business/getuserphonenumber?access_token="+accessToken, `{"code":"x"}`)
	if n := errcodeIn(t, body); n != errcodeBadCode {
		return n
	}
	return 0
}

func TestRefreshLeavesTheOldTokenValidForFiveMinutes(t *testing.T) {
	m := New(Options{})
	first := token(t, m, start)
	second := token(t, m, start.Add(time.Hour))
	if first == second {
		t.Fatal("the same token")
	}
	for after, want := range map[time.Duration][2]int{
		time.Hour:                     {0, 0},
		time.Hour + 5*time.Minute - 1: {0, 0},
		time.Hour + 5*time.Minute:     {40001, 0},
		2 * time.Hour:                 {40001, 0},
		3*time.Hour - 1:               {40001, 0},
		3 * time.Hour:                 {40001, 42001},
	} {
		now := start.Add(after)
		if got := [2]int{use(t, m, now, first), use(t, m, now, second)}; got != want {
			t.Errorf("after %v: %v, want %v", after, got, want)
		}
	}
}

func TestStableTokenStaysUntilFiveMinutesBeforeItsEnd(t *testing.T) {
	m := New(Options{})
	first := stable(t, m, start, "")
	late := start.Add(2*time.Hour - 5*time.Minute)
	if got := stable(t, m, late.Add(-time.Second), ""); tokenIn(t, got) != tokenIn(t, first) || !strings.HasSuffix(got, `"expires_in":301}`) {
		t.Errorf("before: %s", got)
	}
	renewed := stable(t, m, late, "")
	if tokenIn(t, renewed) == tokenIn(t, first) || !strings.HasSuffix(renewed, `"expires_in":7200}`) {
		t.Errorf("5 minutes before the end: %s", renewed)
	}
	if n := use(t, m, late.Add(5*time.Minute-1), tokenIn(t, first)); n != 0 {
		t.Errorf("the old one in the overlap: %d", n)
	}
	if plain := token(t, m, start); use(t, m, late, tokenIn(t, renewed)) != 0 || plain == tokenIn(t, first) {
		t.Error("the two kinds of tokens are not separate")
	}
}

func TestForcedRefreshEndsTheTokenAndIsLimited(t *testing.T) {
	m := New(Options{})
	day := time.Unix(start.Unix()-(start.Unix()+8*3600)%86400, 0) // midnight in Beijing
	last := tokenIn(t, stable(t, m, day, ""))
	for i := range 20 {
		now := day.Add(time.Duration(i) * 30 * time.Second)
		next := tokenIn(t, stable(t, m, now, `,"force_refresh":true`))
		if next == last || use(t, m, now, last) != 40001 || use(t, m, now, next) != 0 {
			t.Fatalf("refresh %d: the token is not replaced", i+1)
		}
		if soon := tokenIn(t, stable(t, m, now.Add(29*time.Second), `,"force_refresh":true`)); soon != next {
			t.Fatalf("a refresh %d after 29 s gives another token", i+1)
		}
		last = next
	}
	body := stable(t, m, day.Add(time.Hour), `,"force_refresh":true`)
	if !strings.HasPrefix(body, `{"errcode":45009,"errmsg":"reach max api daily quota limit rid: `) {
		t.Errorf("the 21st: %s", body)
	}
	if again := tokenIn(t, stable(t, m, day.Add(time.Hour), "")); again != last {
		t.Error("a call without force gives another token")
	}
	tokenIn(t, stable(t, m, day.Add(24*time.Hour), `,"force_refresh":true`))
}

func TestTokenQuotaIsADaysAndAnApps(t *testing.T) {
	m := New(Options{Apps: twoApps()})
	for range 2000 {
		token(t, m, start)
	}
	body := api(t, m, start, "GET", "/cgi-bin/token?"+credentials, "")
	if !strings.HasPrefix(body, `{"errcode":45009,"errmsg":"reach max api daily quota limit rid: `) {
		t.Errorf("call 2001: %s", body)
	}
	other := "/cgi-bin/token?grant_type=client_credential&appid=" + otherAppID + "&secret=" + otherSecret
	tokenIn(t, api(t, m, start, "GET", other, ""))
	if apps := call(t, m, "GET", "/_wx/apps", "", 200); !strings.Contains(apps, `"tokens":2000}`) || !strings.Contains(apps, `"tokens":1}`) {
		t.Errorf("tokens issued: %s", apps)
	}
	token(t, m, start.Add(24*time.Hour))
}

func TestADayOfTheTokenQuotaBeginsAtMidnightInBeijing(t *testing.T) {
	m := New(Options{TokenQuota: 1})
	midnight := time.Date(2026, 1, 2, 16, 0, 0, 0, time.UTC)
	token(t, m, midnight.Add(-23*time.Hour))
	if n := errcodeIn(t, api(t, m, midnight.Add(-time.Second), "GET", "/cgi-bin/token?"+credentials, "")); n != 45009 {
		t.Errorf("a second before midnight: %d", n)
	}
	token(t, m, midnight)
}

func TestOfManyTokensOfAnAppTheNewestWork(t *testing.T) {
	m := New(Options{})
	var tokens []string
	for range maxTokens + 2 {
		tokens = append(tokens, token(t, m, start)) // the one before lives on for 5 minutes
	}
	for i, text := range tokens {
		want := 0
		if i < 2 {
			want = 40001
		}
		if n := use(t, m, start, text); n != want {
			t.Fatalf("token %d of %d: %d, want %d", i+1, len(tokens), n, want)
		}
	}
}

func TestQuotasOfTokensCanBeOff(t *testing.T) {
	m := New(Options{TokenQuota: -1, RefreshQuota: -1, RefreshSpacing: -1})
	seen := make(map[string]bool)
	for range 3000 {
		seen[token(t, m, start)] = true
		seen[tokenIn(t, stable(t, m, start, `,"force_refresh":true`))] = true
	}
	if len(seen) != 6000 || len(m.tokens) > 2*maxTokens {
		t.Errorf("%d tokens, %d remembered", len(seen), len(m.tokens))
	}
}

func TestExpireTokensEndsThemOnDemand(t *testing.T) {
	m := New(Options{Apps: twoApps()})
	plain, st := token(t, m, start), tokenIn(t, stable(t, m, start, ""))
	if got := call(t, m, "POST", "/_wx/control/expire-tokens", `{"appid":"`+otherAppID+`"}`, 200); got != `{"expired":0}` {
		t.Errorf("of another app: %s", got)
	}
	if got := call(t, m, "POST", "/_wx/control/expire-tokens", ``, 200); got != `{"expired":2}` {
		t.Errorf("of all: %s", got)
	}
	if a, b := use(t, m, start, plain), use(t, m, start, st); a != 42001 || b != 42001 {
		t.Errorf("errcodes %d and %d", a, b)
	}
	if next := tokenIn(t, stable(t, m, start, "")); next == st || use(t, m, start, next) != 0 {
		t.Error("stable_token gives the ended token")
	}
}

func TestCheckSessionKeyTakesTheCurrentKeyOnly(t *testing.T) {
	m := New(Options{})
	access, id := token(t, m, start), m.OpenID(DefaultAppID, "u1")
	old := key(t, m, start, loginCode(t, m, start, DefaultAppID, "u1"))
	current := key(t, m, start, loginCode(t, m, start, DefaultAppID, "u1"))
	body := `{"openid":"` + id + `","signature":"` + sign("", current) + `","sig_method":"hmac_sha256"}`
	for name, got := range map[string]string{
		"query":              api(t, m, start, "GET", "/wxa/checksession?"+signed(access, id, current), ""),
		"GET with a body":    api(t, m, start, "GET", "/wxa/checksession?access_token="+access, body),
		"POST with a body":   api(t, m, start, "POST", "/wxa/checksession?access_token="+access, body),
		"POST with the form": api(t, m, start, "POST", "/wxa/checksession?access_token="+access, signed("", id, current)),
	} {
		if got != `{"errcode":0,"errmsg":"ok"}` {
			t.Errorf("%s: %s", name, got)
		}
	}
	if n := errcodeIn(t, api(t, m, start, "GET", "/wxa/checksession?"+signed(access, id, old), "")); n != 87009 {
		t.Errorf("the displaced key: %d", n)
	}
}

func TestResetReplacesTheKeyAndKeepsItsEnd(t *testing.T) {
	m := New(Options{SessionTTL: time.Hour})
	access, id := token(t, m, start), m.OpenID(DefaultAppID, "u1")
	old := key(t, m, start, loginCode(t, m, start, DefaultAppID, "u1"))
	now := start.Add(50 * time.Minute)
	var answer struct {
		Errcode    *int
		Errmsg     string
		OpenID     string
		SessionKey string `json:"session_key"`
	}
	body := api(t, m, now, "GET", "/wxa/resetusersessionkey?"+signed(access, id, old), "")
	if err := json.Unmarshal([]byte(body), &answer); err != nil || answer.Errcode == nil || *answer.Errcode != 0 || answer.Errmsg != "ok" || answer.OpenID != id {
		t.Fatalf("answer %s", body)
	}
	if answer.SessionKey == old || answer.SessionKey != m.KeysOf(DefaultAppID, "u1", 1)[0] {
		t.Error("the key of the answer is not a new, current one")
	}
	if n := errcodeIn(t, api(t, m, now, "GET", "/wxa/resetusersessionkey?"+signed(access, id, old), "")); n != 87009 {
		t.Errorf("with the old key: %d", n)
	}
	if m.CheckSession(now, DefaultAppID, "u1") != nil || m.CheckSession(start.Add(time.Hour), DefaultAppID, "u1") == nil {
		t.Error("the new key does not end when the old one would have")
	}
	checkInvariants(t, m, now)
}

// https://developers.weixin.qq.com/miniprogram/dev/framework/open-ability/signature.html
func TestLoginStatesAreSignedAsInWeChatsExample(t *testing.T) {
	if got := sign(`{"foo":"bar"}`, "o0q0otL8aEzpcZL/FT9WsQ=="); got != "654571f79995b2ce1e149e53c0a33dc39c0a74090db514261454e8dbe432aa0b" {
		t.Errorf("signature %s", got)
	}
}
