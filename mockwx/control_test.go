package mockwx

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

// call handles a request at start and checks the status and the type.
func call(t testing.TB, m *Machine, method, path, body string, status int) string {
	t.Helper()
	path, query, _ := strings.Cut(path, "?")
	reply := m.Handle(start, Request{Method: method, Path: path, Query: query, Body: []byte(body)})
	if reply.Status != status || reply.ContentType != typeJSON {
		t.Errorf("%s %s %s: status %d, type %q: %s", method, path, body, reply.Status, reply.ContentType, reply.Body)
	}
	return string(reply.Body)
}

func TestDeviceCalls(t *testing.T) {
	m := New(Options{Code: func(n int) string { return fmt.Sprint("c", n) }})
	const u1 = `{"appid":"` + DefaultAppID + `","user":"u1"}`
	tests := []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"POST", "/_wx/checksession", u1, 200, `{"errMsg":"checkSession:fail session time out, need relogin"}`},
		{"POST", "/_wx/login", u1, 200, `{"code":"c1","errMsg":"login:ok"}`},
		{"POST", "/_wx/checksession", u1, 200, `{"errMsg":"checkSession:ok"}`},
		{"POST", "/_wx/login", `{"appid":"wx0","user":"u1"}`, 200, `{"errMsg":"login:fail invalid appid"}`},
		{"POST", "/_wx/checksession", `{"appid":"wx0","user":"u1"}`, 200, `{"errMsg":"checkSession:fail invalid appid"}`},
		{"POST", "/_wx/login", `{"appid":"` + DefaultAppID + `"}`, 200, `{"errMsg":"login:fail user missing"}`},
		{"POST", "/_wx/login", ``, 400, `{"errMsg":"login:fail body is not`},
		{"POST", "/_wx/login", `{"appid":1}`, 400, `{"errMsg":"login:fail body is not`},
		{"POST", "/_wx/login", `[]`, 400, `{"errMsg":"login:fail body is not`},
		{"POST", "/_wx/login", `{"user":["u1"]}`, 400, `{"errMsg":"login:fail body is not`},
		{"GET", "/_wx/login", ``, 405, `{"errMsg":"login:fail use POST`},
		{"PUT", "/_wx/checksession", u1, 405, `{"errMsg":"checkSession:fail use POST`},
		{"POST", "/_wx/nothing", u1, 404, `{"error":"no such call`},
	}
	for _, test := range tests {
		if got := call(t, m, test.method, test.path, test.body, test.status); !strings.HasPrefix(got, test.want) {
			t.Errorf("%s %s %s: %s, want %s", test.method, test.path, test.body, got, test.want)
		}
	}
}

func TestLedgerJSON(t *testing.T) {
	m := New(Options{Apps: twoApps()})
	for range 3 {
		loginCode(t, m, start, DefaultAppID, "u1")
	}
	m.ExpireCodes(start, Selection{})
	errcode(m, start, loginCode(t, m, start, DefaultAppID, "u1"))
	errcode(m, start, "nonsense")
	m.Exchange(start, "wx0", "x", "y")
	loginCode(t, m, start, otherAppID, "u1")
	loginCode(t, m, start, otherAppID, "u2")
	id := func(appid, user string) string { return m.app(appid).users[user].openID() }
	u1 := `"u1":{"openid":"` + id(DefaultAppID, "u1") + `",`
	u1other := `"u1":{"openid":"` + id(otherAppID, "u1") + `",`
	u2 := `"u2":{"openid":"` + id(otherAppID, "u2") + `",`
	one := `"codes_issued":1,"codes_used":0,"codes_expired":0,"codes_unused":1,"codes_refused":0}`
	const none = `"phone_codes":{"issued":0,"used":0,"expired":0,"unused":0,"refused":0},`
	tests := map[string]string{
		"/_wx/ledger": `{"codes":{"issued":6,"used":1,"expired":3,"unused":2,"refused":2},` + none +
			`"sessions":{"issued":6,"valid":3,"displaced":3,"expired":0},` +
			`"users":{` + u1 + `"codes_issued":5,"codes_used":1,"codes_expired":3,"codes_unused":1,"codes_refused":0},` + u2 + one + `}}`,
		"/_wx/ledger?appid=" + otherAppID: `{"codes":{"issued":2,"used":0,"expired":0,"unused":2,"refused":0},` + none +
			`"sessions":{"issued":2,"valid":2,"displaced":0,"expired":0},"users":{` + u1other + one + `,` + u2 + one + `}}`,
		"/_wx/ledger?user=u2": `{"codes":{"issued":1,"used":0,"expired":0,"unused":1,"refused":0},` + none +
			`"sessions":{"issued":1,"valid":1,"displaced":0,"expired":0},"users":{` + u2 + one + `}}`,
		"/_wx/ledger?user=nobody": `{"codes":{"issued":0,"used":0,"expired":0,"unused":0,"refused":0},` + none +
			`"sessions":{"issued":0,"valid":0,"displaced":0,"expired":0},"users":{}}`,
	}
	for path, want := range tests {
		if got := call(t, m, "GET", path, "", 200); got != want {
			t.Errorf("%s:\n%s, want\n%s", path, got, want)
		}
	}
}

func TestRefusedCallsAreCountedWithTheirUser(t *testing.T) {
	m := New(Options{})
	code := loginCode(t, m, start, DefaultAppID, "u1")
	for range 3 {
		errcode(m, start, code)
	}
	l := m.Ledger(start, "", "")
	if u := l.User("u1"); u.CodesRefused != 2 || u.CodesUsed != 1 || l.Codes.Refused != 2 {
		t.Errorf("ledger %+v", l)
	}
	if u := l.User("nobody"); u != (UserLedger{}) {
		t.Errorf("unknown user: %+v", u)
	}
}

func TestLedgerCountsWhatTimeHasEnded(t *testing.T) {
	m := New(Options{SessionTTL: time.Minute})
	loginCode(t, m, start, DefaultAppID, "u1")
	l := m.Ledger(start.Add(5*time.Minute), "", "")
	if want := (CodeCounts{Issued: 1, Expired: 1}); l.Codes != want {
		t.Errorf("codes %+v, want %+v", l.Codes, want)
	}
	if want := (SessionCounts{Issued: 1, Expired: 1}); l.Sessions != want {
		t.Errorf("sessions %+v, want %+v", l.Sessions, want)
	}
}

func TestExpireSelectsByAppUsersAndShare(t *testing.T) {
	tests := []struct {
		body    string
		expired int
	}{
		{``, 20},
		{`{}`, 20},
		{`{"appid":"` + otherAppID + `"}`, 10},
		{`{"users":["u1","u1","nobody"]}`, 2},
		{`{"appid":"` + DefaultAppID + `","users":["u1","u2"]}`, 2},
		{`{"share":0.5}`, 10},
		{`{"share":1}`, 20},
		{`{"share":0.04}`, 0},
		{`{"users":["u1","u2"],"share":0.5}`, 2},
	}
	for _, what := range []string{"sessions", "codes"} {
		for _, test := range tests {
			m := New(Options{Apps: twoApps()})
			for i := range 10 {
				loginCode(t, m, start, DefaultAppID, fmt.Sprint("u", i))
				loginCode(t, m, start, otherAppID, fmt.Sprint("u", i))
			}
			want := fmt.Sprintf(`{"expired":%d}`, test.expired)
			if got := call(t, m, "POST", "/_wx/control/expire-"+what, test.body, 200); got != want {
				t.Errorf("%s %s: %s, want %s", what, test.body, got, want)
			}
			checkInvariants(t, m, start)
			l := m.Ledger(start, "", "")
			left := map[string]int64{"sessions": l.Sessions.Valid, "codes": l.Codes.Unused}[what]
			if left != int64(20-test.expired) {
				t.Errorf("%s %s: %d left", what, test.body, left)
			}
		}
	}
}

func TestShareIsTheSameUsersEachTimeAndGrows(t *testing.T) {
	chosen := func(seed uint64, share Share) map[string]bool {
		m := New(Options{Seed: seed})
		for i := range 50 {
			loginCode(t, m, start, DefaultAppID, fmt.Sprint("u", i))
		}
		names := make(map[string]bool)
		for _, u := range m.selected(Selection{Share: share}) {
			names[u.name] = true
		}
		return names
	}
	half := chosen(1, 0.5)
	if len(half) != 25 || !maps.Equal(half, chosen(1, 0.5)) {
		t.Error("the same share chose other users")
	}
	if maps.Equal(half, chosen(2, 0.5)) {
		t.Error("another seed chose the same users")
	}
	more := slices.Collect(maps.Keys(chosen(1, 0.7)))
	for name := range half {
		if !slices.Contains(more, name) {
			t.Errorf("%s is in the smaller share only", name)
		}
	}
}

func TestControlRefusesWhatItDoesNotUnderstand(t *testing.T) {
	m := New(Options{})
	loginCode(t, m, start, DefaultAppID, "u1")
	tests := []struct {
		method, path, body string
		status             int
		hint               string
	}{
		{"POST", "/_wx/control/expire-sessions", `{"user":["u1"]}`, 400, `unknown field`},
		{"POST", "/_wx/control/expire-sessions", `{"share":0}`, 400, `leave it out for all`},
		{"POST", "/_wx/control/expire-sessions", `{"share":1.5}`, 400, `at most 1`},
		{"POST", "/_wx/control/expire-sessions", `{"share":-1}`, 400, `at most 1`},
		{"POST", "/_wx/control/expire-sessions", `{"share":"half"}`, 400, `want a number`},
		{"POST", "/_wx/control/expire-sessions", `{} {}`, 400, `more than one`},
		{"POST", "/_wx/control/expire-codes", `[`, 400, `body: `},
		{"POST", "/_wx/control/expire-codes", `{"appid":"wx0"}`, 400, DefaultAppID},
		{"GET", "/_wx/control/expire-codes", ``, 405, `use POST`},
		{"POST", "/_wx/ledger", ``, 405, `use GET`},
		{"GET", "/_wx/ledger?appid=wx0", ``, 400, DefaultAppID},
	}
	for _, test := range tests {
		if got := call(t, m, test.method, test.path, test.body, test.status); !strings.Contains(got, test.hint) {
			t.Errorf("%s %s %s: %s, want a hint of %q", test.method, test.path, test.body, got, test.hint)
		}
	}
	if l := m.Ledger(start, "", ""); l.Sessions.Expired != 0 || l.Codes.Expired != 0 {
		t.Errorf("a refused call expired something: %+v", l)
	}
}
