package mockwx

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func TestLoginRefuses(t *testing.T) {
	m := New(Options{MaxUsers: 2, Apps: twoApps()})
	loginCode(t, m, start, DefaultAppID, "u1")
	loginCode(t, m, start, otherAppID, "u1")
	for name, call := range map[string][2]string{
		"unknown app":       {"wx0", "u1"},
		"no app":            {"", "u1"},
		"no user":           {DefaultAppID, ""},
		"long user":         {DefaultAppID, strings.Repeat("u", 257)},
		"no UTF-8":          {DefaultAppID, "u\xff"},
		"one user too many": {DefaultAppID, "u2"},
	} {
		if code, err := m.Login(start, call[0], call[1]); err == nil {
			t.Errorf("%s: got code %s", name, code)
		}
	}
	loginCode(t, m, start, DefaultAppID, "u1")
	if got := m.Ledger(start, "", "").Codes.Issued; got != 3 {
		t.Errorf("%d codes issued, want 3", got)
	}
	loginCode(t, New(Options{}), start, DefaultAppID, strings.Repeat("u", 256))
}

func TestCodesAreURLSafeAndDistinct(t *testing.T) {
	m := New(Options{MaxUserCodes: 20_000})
	seen := make(map[string]bool)
	safe := regexp.MustCompile(`^[A-Za-z0-9_-]{32}$`)
	for range 10_000 {
		code := loginCode(t, m, start, DefaultAppID, "u1")
		if seen[code] || !safe.MatchString(code) {
			t.Fatalf("code %q", code)
		}
		seen[code] = true
	}
}

func TestCodeGeneratorIsAnOption(t *testing.T) {
	m := New(Options{Code: func(n int) string { return "c" + strconv.Itoa(n) }})
	for _, want := range []string{"c1", "c2", "c3"} {
		if got := loginCode(t, m, start, DefaultAppID, want); got != want {
			t.Errorf("code %s, want %s", got, want)
		}
	}
	if got := errcode(m, start, "c2"); got != 0 {
		t.Errorf("errcode %d", got)
	}
}

func TestRepeatedCodeIsAnErrorNotAnotherUsersLogin(t *testing.T) {
	m := New(Options{Code: func(int) string { return "c" }})
	loginCode(t, m, start, DefaultAppID, "u1")
	if _, err := m.Login(start, DefaultAppID, "u2"); err == nil {
		t.Error("no error")
	}
	checkInvariants(t, m, start)
}

func TestOldestCodeIsForgottenBeyondTheLimits(t *testing.T) {
	tests := []struct {
		name   string
		opt    Options
		users  []string
		errors []int
	}{
		{"of a user", Options{MaxUserCodes: 2}, []string{"u1", "u2", "u1", "u1"}, []int{40029, 0, 0, 0}},
		{"in all", Options{MaxCodes: 2}, []string{"u1", "u2", "u1", "u3"}, []int{40029, 40029, 0, 0}},
		{"one", Options{MaxCodes: 1, MaxUserCodes: 1}, []string{"u1", "u1", "u2"}, []int{40029, 40029, 0}},
	}
	for _, test := range tests {
		m := New(test.opt)
		var codes []string
		for _, user := range test.users {
			codes = append(codes, loginCode(t, m, start, DefaultAppID, user))
			checkInvariants(t, m, start)
		}
		for i, code := range codes {
			if got := errcode(m, start, code); got != test.errors[i] {
				t.Errorf("%s: code %d: errcode %d, want %d", test.name, i+1, got, test.errors[i])
			}
		}
		checkInvariants(t, m, start)
	}
}

func TestIdentityFollowsFromSeedAppAndUser(t *testing.T) {
	identity := func(seed uint64, appid, secret, user string) Session {
		m := New(Options{Seed: seed, Apps: twoApps()})
		loginCode(t, m, start, DefaultAppID, "someone before")
		s, err := m.Exchange(start, appid, secret, loginCode(t, m, start, appid, user))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	u1 := identity(1, DefaultAppID, DefaultSecret, "u1")
	if again := identity(1, DefaultAppID, DefaultSecret, "u1"); again != u1 {
		t.Error("a second machine gave another identity")
	}
	elsewhere := identity(1, otherAppID, otherSecret, "u1")
	if elsewhere.OpenID == u1.OpenID || elsewhere.UnionID != u1.UnionID || elsewhere.SessionKey == u1.SessionKey {
		t.Error("another app of the account: want another openid and key, the same unionid")
	}
	for name, s := range map[string]Session{
		"another user": identity(1, DefaultAppID, DefaultSecret, "u2"),
		"another seed": identity(2, DefaultAppID, DefaultSecret, "u1"),
	} {
		if s.OpenID == u1.OpenID || s.UnionID == u1.UnionID || s.SessionKey == u1.SessionKey {
			t.Errorf("%s shares an id with the first", name)
		}
	}
	if u2 := identity(1, DefaultAppID, DefaultSecret, "u2"); u2.OpenID[:6] != u1.OpenID[:6] {
		t.Error("openids of one app do not begin alike")
	}
}

func TestOpenIDIsKnownBeforeTheUser(t *testing.T) {
	m := New(Options{})
	id := m.OpenID(DefaultAppID, "u1")
	if len(m.users) != 0 || m.OpenID("wx0", "u1") != "" {
		t.Error("asking made a user, or an unknown app has openids")
	}
	s, err := m.Exchange(start, DefaultAppID, DefaultSecret, loginCode(t, m, start, DefaultAppID, "u1"))
	if err != nil || s.OpenID != id {
		t.Errorf("%v, error %v, want openid %s", s, err, id)
	}
}

func TestOpenIDsOfManyUsersAreDistinct(t *testing.T) {
	m := New(Options{})
	seen := make(map[string]string)
	for i := range 100_000 {
		name := fmt.Sprint("u", i)
		id := m.OpenID(DefaultAppID, name)
		if len(id) != 28 || seen[id] != "" {
			t.Fatalf("openid %s of %s, earlier of %q", id, name, seen[id])
		}
		seen[id] = name
	}
}

func TestBadOptionsAreRefused(t *testing.T) {
	for want, o := range map[string]Options{
		"app 1 has no appid": {Apps: []App{{Secret: "x"}}},
		"no secret":          {Apps: []App{{AppID: "wx0"}}},
		"given twice":        {Apps: []App{{AppID: "wx0", Secret: "x"}, {AppID: "wx0", Secret: "y"}}},
		"code lifetime":      {CodeTTL: -1},
		"session lifetime":   {SessionTTL: -1},
		"limits":             {MaxUsers: -1},
	} {
		if err := o.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
		if _, err := NewUnstarted(ServerOptions{Options: o}); err == nil {
			t.Errorf("%s: a server was made", want)
		}
	}
}

func TestSecretsAreNotPrinted(t *testing.T) {
	m := New(Options{})
	s, err := m.Exchange(start, DefaultAppID, DefaultSecret, loginCode(t, m, start, DefaultAppID, "u1"))
	if err != nil {
		t.Fatal(err)
	}
	printed := fmt.Sprintf("%v %+v %s %+v", s, s, s, Options{Apps: twoApps()})
	for _, secret := range []string{s.SessionKey, DefaultSecret, otherSecret} {
		if strings.Contains(printed, secret) {
			t.Errorf("printed %s", printed)
		}
	}
}

// A state file keeps the seed and not what is derived from it: with another
// derivation every user would be somebody else after an update.
func TestNamesOfASeedStayTheSame(t *testing.T) {
	m := New(Options{Seed: 1, Apps: twoApps()})
	code := loginCode(t, m, start, DefaultAppID, "u1")
	number, err := m.PhoneNumber(start, DefaultAppID, "u1")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ got, want string }{
		{number.Code, "581853aca37eee61122915b448787e8c6120453872b3d2b964b33a43721ba392"},
		{code, "B53m9NpkIqCokZidygnsFUhwjzSuYh_P"},
		{string(m.Handle(start, exchangeRequest(code)).Body), `{"session_key":"L6Mz1q91tdaF3Z6mJMH67w==","openid":"o00X1KSoTAjAnuxH_3wst3DRYypK","unionid":"o3mRBvKhMlXp7ikSPk2ysA3OY58I"}`},
		{string(m.Handle(start, exchangeRequest(code)).Body), `{"errcode":40163,"errmsg":"code been used, rid: 6ab13b80-03024adb-4af49c77"}`},
		{token(t, m, start), "MXZJg-jr5bd4ubgLahYC-eISOCfKbL8PoCYlNZ_qyc3UnYmdKaKPU8CD0Mk5_p-5Ca9vmW5TAhGYTWSgVQLln4mfUHGLpbyZEwOB0rD5R56Oz9phfjXNnUtj-Lul8TZScqQtGg7I"},
	} {
		if c.got != c.want {
			t.Errorf("got  %s\nwant %s", c.got, c.want)
		}
	}
}

// Negative limits pass no Validate; a machine that is made with them all the same
// remembers the newest code and nobody else.
func TestNegativeLimitsAreZero(t *testing.T) {
	m := New(Options{MaxCodes: -1, MaxUserCodes: -1})
	older, newer := loginCode(t, m, start, DefaultAppID, "u1"), loginCode(t, m, start, DefaultAppID, "u1")
	if a, b := errcode(m, start, older), errcode(m, start, newer); a != 40029 || b != 0 {
		t.Errorf("errcodes %d and %d", a, b)
	}
	if c := m.Ledger(start, "", "").Codes; c.Issued != c.Used+c.Expired+c.Unused || c.Issued != 2 {
		t.Errorf("ledger %+v", c)
	}
}
