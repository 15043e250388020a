package mockwx

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// checkInvariants compares the machine's counters with what it holds.
func checkInvariants(t testing.TB, m *Machine, now time.Time) {
	t.Helper()
	l := m.Ledger(now, "", "")
	if c := l.Codes; c.Issued != c.Used+c.Expired+c.Unused {
		t.Fatalf("codes do not balance: %+v", c)
	}
	if s := l.Sessions; s.Issued != s.Valid+s.Displaced+s.Expired || s.Issued != m.keys {
		t.Fatalf("session_keys do not balance: %+v", s)
	}
	var unused, listed, owned int64
	for c := m.codes.oldest; c != nil; c = c.newer {
		listed++
		if c.state == codeUnused {
			unused++
		}
		if m.codes.byText[c.text] != c || c.newer != nil && c.newer.older != c {
			t.Fatal("a code is linked wrongly")
		}
	}
	for _, a := range m.apps {
		for _, u := range a.users {
			n := 0
			for c := u.codes.oldest; c != nil; c = c.next {
				n++
			}
			if n != u.codes.n || n > m.opt.MaxUserCodes {
				t.Fatalf("%s holds %d codes, counted %d", u.name, n, u.codes.n)
			}
			owned += int64(n)
		}
	}
	if unused != l.Codes.Unused || listed != int64(len(m.codes.byText)) || owned != listed || listed > int64(m.opt.MaxCodes) {
		t.Fatalf("%d unused, %d listed, %d owned, %d by text; counted %+v", unused, listed, owned, len(m.codes.byText), l.Codes)
	}
}

// world drives a machine with random calls and keeps its own, simpler account.
type world struct {
	t          *testing.T
	m          *Machine
	r          *rand.Rand
	now        time.Time
	codes      []string
	phones     []string // codes of getPhoneNumber
	phonesUsed []string
	owner      map[string]string // of a code: app and user
	uses       map[string]int
	openid     map[string]string // of app and user
}

func (w *world) step() {
	app := w.m.apps[w.r.IntN(len(w.m.apps))].App
	user := fmt.Sprint("u", w.r.IntN(4))
	sel := Selection{AppID: app.AppID, Users: []string{user}}
	switch w.r.IntN(13) {
	case 0, 1, 2:
		code := loginCode(w.t, w.m, w.now, app.AppID, user)
		w.codes = append(w.codes, code)
		w.owner[code] = app.AppID + " " + user
	case 3, 4, 5, 6:
		if len(w.codes) > 0 {
			w.exchange(app, w.codes[w.r.IntN(len(w.codes))])
		}
	case 7:
		w.now = w.now.Add(time.Duration(w.r.Int64N(int64(3 * time.Minute))))
	case 8:
		w.m.ExpireSessions(w.now, sel)
		if w.m.CheckSession(w.now, app.AppID, user) == nil {
			w.t.Fatal("an expired session holds")
		}
	case 9:
		w.m.ExpireCodes(w.now, sel)
	case 10:
		w.m.RotateSessions(w.now, sel)
	case 11:
		w.phone(app, user)
	case 12:
		w.checkKeys(app, user)
	}
}

// phone gives a number away, or uses a code of one that was.
func (w *world) phone(app App, user string) {
	if p, err := w.m.PhoneNumber(w.now, app.AppID, user); err == nil {
		w.phones = append(w.phones, p.Code)
	}
	if len(w.phones) == 0 {
		return
	}
	code := w.phones[w.r.IntN(len(w.phones))]
	target := "/wxa/business/getuserphonenumber?access_token=" + w.accessToken(app)
	if errcodeIn(w.t, api(w.t, w.m, w.now, "POST", target, `{"code":"`+code+`"}`)) == 0 {
		if slices.Contains(w.phonesUsed, code) {
			w.t.Fatal("a phone number's code was used twice")
		}
		w.phonesUsed = append(w.phonesUsed, code)
	}
}

// checkKeys holds that of all keys that a user ever had at most one is valid.
func (w *world) checkKeys(app App, user string) {
	valid := 0
	for _, k := range w.m.KeysOf(app.AppID, user, 1000) {
		query := signed(w.accessToken(app), w.m.OpenID(app.AppID, user), k)
		if errcodeIn(w.t, api(w.t, w.m, w.now, "GET", "/wxa/checksession?"+query, "")) == 0 {
			valid++
		}
	}
	want := 0
	if w.m.CheckSession(w.now, app.AppID, user) == nil {
		want = 1
	}
	if valid != want {
		w.t.Fatalf("%d session_keys of one user are valid, want %d", valid, want)
	}
}

func (w *world) accessToken(app App) string {
	return tokenIn(w.t, api(w.t, w.m, w.now, "POST", "/cgi-bin/stable_token",
		`{"grant_type":"client_credential","appid":"`+app.AppID+`","secret":"`+app.Secret+`"}`))
}

func (w *world) exchange(app App, code string) {
	s, err := w.m.Exchange(w.now, app.AppID, app.Secret, code)
	if err != nil {
		return
	}
	owner := w.owner[code]
	w.uses[code]++
	if w.uses[code] > 1 {
		w.t.Fatalf("a code of %s was used twice", owner)
	}
	if known := w.openid[owner]; known != "" && known != s.OpenID {
		w.t.Fatalf("the openid of %s changed", owner)
	}
	for other, id := range w.openid {
		if id == s.OpenID && other != owner {
			w.t.Fatalf("%s and %s share an openid", owner, other)
		}
	}
	w.openid[owner] = s.OpenID
}

// seeds is how many random lives of a machine a test tries: fewer with -short.
func seeds(n uint64) uint64 {
	if testing.Short() {
		return n / 10
	}
	return n
}

func TestAnyInterleavingKeepsTheRules(t *testing.T) {
	for seed := range seeds(200) {
		r := rand.New(rand.NewPCG(seed, 0))
		o := Options{Seed: seed, Apps: twoApps(), MaxCodes: 20, MaxUserCodes: 5, Quota: 1 + r.IntN(5)}
		o.Rotation = []Rotation{RotateAlways, RotateNever, Rotation(time.Minute)}[r.IntN(3)]
		o.SessionTTL = time.Duration(r.IntN(2)) * 10 * time.Minute
		w := &world{t: t, m: New(o), r: r, now: start, owner: map[string]string{}, uses: map[string]int{}, openid: map[string]string{}}
		for range 300 {
			w.step()
			checkInvariants(t, w.m, w.now)
		}
		used := int64(len(w.uses))
		if l := w.m.Ledger(w.now, "", ""); l.Codes.Used != used || l.Codes.Issued != int64(len(w.codes)) {
			t.Fatalf("seed %d: ledger %+v, seen %d used of %d", seed, l.Codes, used, len(w.codes))
		}
	}
}

func TestSameCallsGiveSameBytes(t *testing.T) {
	run := func() (log string) {
		m := New(Options{Seed: 7, Apps: twoApps()})
		now := start
		for i := range 200 {
			now = now.Add(7 * time.Second)
			user := fmt.Sprint("u", i%9)
			reply := m.Handle(now, loginRequest(user))
			log += string(reply.Body)
			if i%3 == 0 {
				log += string(m.Handle(now, exchangeRequest(string(reply.Body[9:41]))).Body)
			}
			if i%20 == 0 {
				log += fmt.Sprint(m.ExpireSessions(now, Selection{Share: 0.3}), m.ExpireCodes(now, Selection{Share: 0.5}))
			}
			log += string(m.Handle(now, Request{Method: "GET", Path: "/sns/jscode2session"}).Body)
			log += string(m.Handle(now, Request{Method: "GET", Path: "/_wx/ledger"}).Body)
		}
		return log
	}
	if first := run(); first != run() || len(first) < 10_000 {
		t.Error("two runs of the same calls differ")
	}
}

func FuzzHandle(f *testing.F) {
	f.Add("GET", "/sns/jscode2session", exchangeRequest("CODE").Query, []byte(nil))
	f.Add("POST", "/_wx/login", "", loginRequest("u1").Body)
	f.Add("POST", "/_wx/checksession", "", loginRequest("u1").Body)
	f.Add("POST", "/_wx/control/expire-sessions", "", []byte(`{"users":["u1"],"share":0.5}`))
	f.Add("POST", "/_wx/control/expire-codes", "", []byte(`{"share":1e-300}`))
	f.Add("POST", "/_wx/userinfo", "", loginRequest("u1").Body)
	f.Add("POST", "/_wx/phonenumber", "", loginRequest("u1").Body)
	f.Add("GET", "/cgi-bin/token", credentials, []byte(nil))
	f.Add("POST", "/cgi-bin/token", "", []byte(credentials))
	f.Add("POST", "/cgi-bin/stable_token", "", []byte(`{"grant_type":"client_credential","appid":"`+DefaultAppID+`","secret":"`+DefaultSecret+`","force_refresh":true}`))
	f.Add("GET", "/wxa/checksession", signed("TOKEN", "OPENID", "KEY"), []byte(nil))
	f.Add("POST", "/wxa/resetusersessionkey", "access_token=TOKEN", []byte(`{"openid":"OPENID","signature":"SIGNATURE","sig_method":"hmac_sha256"}`))
	f.Add("POST", "/wxa/business/getuserphonenumber", "access_token=TOKEN", []byte(`{"code":"PHONE"}`))
	f.Add("POST", "/_wx/control/rotate-sessions", "", []byte(`{}`))
	f.Add("POST", "/_wx/control/expire-tokens", "", []byte(`{}`))
	f.Add("GET", "/_wx/apps", "", []byte(nil))
	f.Add("GET", "/_wx/ledger", "appid="+DefaultAppID+"&user=%75", []byte(nil))
	f.Fuzz(func(t *testing.T, method, path, query string, body []byte) {
		m := New(Options{MaxUsers: 3, MaxCodes: 3})
		k := key(t, m, start, loginCode(t, m, start, DefaultAppID, "u1"))
		p, err := m.PhoneNumber(start, DefaultAppID, "u1")
		if err != nil {
			t.Fatal(err)
		}
		// A fuzzer cannot guess these.
		real := strings.NewReplacer("TOKEN", token(t, m, start), "OPENID", m.OpenID(DefaultAppID, "u1"),
			"SIGNATURE", sign("", k), sign("", "KEY"), sign("", k), "PHONE", p.Code, "CODE", loginCode(t, m, start, DefaultAppID, "u1"))
		query, body = real.Replace(query), []byte(real.Replace(string(body)))
		for range 2 {
			reply := m.Handle(start, Request{Method: method, Path: path, Query: query, Body: body})
			if reply.Status < 200 || reply.Status > 599 || !json.Valid(reply.Body) || reply.ContentType == "" {
				t.Fatalf("reply %d %q %q", reply.Status, reply.ContentType, reply.Body)
			}
		}
		checkInvariants(t, m, start)
	})
}
