package mockwx

import (
	"encoding/base64"
	"errors"
	"testing"
	"time"
)

// key is the session_key of a code that must be good.
func key(t testing.TB, m *Machine, now time.Time, code string) string {
	t.Helper()
	s, err := m.Exchange(now, DefaultAppID, DefaultSecret, code)
	if err != nil {
		t.Fatal(err)
	}
	if raw, err := base64.StdEncoding.DecodeString(s.SessionKey); err != nil || len(raw) != 16 {
		t.Fatalf("session_key of %d bytes, error %v", len(raw), err)
	}
	return s.SessionKey
}

func TestLoginRotatesTheKeyAsSet(t *testing.T) {
	tests := []struct {
		rotation string
		after    time.Duration
		rotates  bool
	}{
		{"", 0, true},
		{"always", 0, true},
		{"always", time.Hour, true},
		{"never", 0, false},
		{"never", 1000 * time.Hour, false},
		{"10m", 10*time.Minute - 1, false},
		{"10m", 10 * time.Minute, true},
	}
	for _, test := range tests {
		rotation, err := ParseRotation(test.rotation)
		if err != nil {
			t.Fatal(err)
		}
		m := New(Options{Rotation: rotation})
		first := key(t, m, start, loginCode(t, m, start, DefaultAppID, "u1"))
		later := start.Add(test.after)
		second := key(t, m, later, loginCode(t, m, later, DefaultAppID, "u1"))
		if rotated := first != second; rotated != test.rotates {
			t.Errorf("%q after %v: rotated %v", test.rotation, test.after, rotated)
		}
		want := SessionCounts{Issued: 1, Valid: 1}
		if test.rotates {
			want = SessionCounts{Issued: 2, Valid: 1, Displaced: 1}
		}
		if got := m.Ledger(later, "", "").Sessions; got != want {
			t.Errorf("%q after %v: %+v, want %+v", test.rotation, test.after, got, want)
		}
	}
}

func TestMinimumPeriodCountsFromTheKeyNotTheLogin(t *testing.T) {
	m := New(Options{Rotation: Rotation(10 * time.Minute)})
	keys := make(map[string]bool)
	for minute := range 21 {
		now := start.Add(time.Duration(minute) * time.Minute)
		keys[key(t, m, now, loginCode(t, m, now, DefaultAppID, "u1"))] = true
	}
	if len(keys) != 3 {
		t.Errorf("%d keys in 21 logins a minute apart, want 3", len(keys))
	}
}

func TestExchangeGivesTheKeyOfItsOwnLogin(t *testing.T) {
	m := New(Options{})
	older := loginCode(t, m, start, DefaultAppID, "u1")
	newer := loginCode(t, m, start, DefaultAppID, "u1")
	current := key(t, m, start, newer)
	if key(t, m, start, older) == current {
		t.Error("the older code gave the newer login's key")
	}
}

func TestLoginRenewsAnEndedSessionEvenIfKeysNeverRotate(t *testing.T) {
	m := New(Options{Rotation: RotateNever})
	first := key(t, m, start, loginCode(t, m, start, DefaultAppID, "u1"))
	if n := m.ExpireSessions(start, Selection{}); n != 1 {
		t.Fatalf("%d sessions expired", n)
	}
	if err := m.CheckSession(start, DefaultAppID, "u1"); !errors.Is(err, ErrSessionExpired) {
		t.Errorf("after the expiry: %v", err)
	}
	if key(t, m, start, loginCode(t, m, start, DefaultAppID, "u1")) == first {
		t.Error("the ended key came back")
	}
	if err := m.CheckSession(start, DefaultAppID, "u1"); err != nil {
		t.Errorf("after the login: %v", err)
	}
}

func TestSessionEndsWithItsLifetime(t *testing.T) {
	m := New(Options{SessionTTL: time.Hour, Rotation: RotateNever})
	loginCode(t, m, start, DefaultAppID, "u1")
	loginCode(t, m, start.Add(30*time.Minute), DefaultAppID, "u1") // keeps the key, renews its lifetime
	for after, want := range map[time.Duration]error{
		time.Hour:              nil,
		90*time.Minute - 1:     nil,
		90 * time.Minute:       ErrSessionExpired,
		90*time.Minute + 1_000: ErrSessionExpired,
	} {
		clone := New(Options{SessionTTL: time.Hour, Rotation: RotateNever})
		loginCode(t, clone, start, DefaultAppID, "u1")
		loginCode(t, clone, start.Add(30*time.Minute), DefaultAppID, "u1")
		if err := clone.CheckSession(start.Add(after), DefaultAppID, "u1"); !errors.Is(err, want) {
			t.Errorf("after %v: %v, want %v", after, err, want)
		}
	}
	want := SessionCounts{Issued: 1, Expired: 1}
	if got := m.Ledger(start.Add(2*time.Hour), "", "").Sessions; got != want {
		t.Errorf("ledger %+v, want %+v", got, want)
	}
}

func TestCheckSessionOfStrangersFails(t *testing.T) {
	m := New(Options{})
	if err := m.CheckSession(start, DefaultAppID, "nobody"); !errors.Is(err, ErrSessionExpired) {
		t.Errorf("unknown user: %v", err)
	}
	if err := m.CheckSession(start, "wx0", "u1"); err == nil || errors.Is(err, ErrSessionExpired) {
		t.Errorf("unknown app: %v", err)
	}
	if len(m.users) != 0 {
		t.Error("a check made a user")
	}
}

func TestSetSessionNeedsNoLogin(t *testing.T) {
	m := New(Options{})
	for _, valid := range []bool{false, true, true, false} {
		if err := m.SetSession(start, DefaultAppID, "u1", valid); err != nil {
			t.Fatal(err)
		}
		if got := m.CheckSession(start, DefaultAppID, "u1") == nil; got != valid {
			t.Errorf("session valid %v, want %v", got, valid)
		}
	}
	l := m.Ledger(start, "", "")
	if want := (SessionCounts{Issued: 1, Expired: 1}); l.Sessions != want || l.Codes.Issued != 0 {
		t.Errorf("ledger %+v", l)
	}
	if err := m.SetSession(start, "wx0", "u1", true); err == nil {
		t.Error("unknown app: no error")
	}
}

func TestRotationText(t *testing.T) {
	for _, text := range []string{"always", "never", "10m0s"} {
		var r Rotation
		if err := r.UnmarshalText([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if got, _ := r.MarshalText(); string(got) != text {
			t.Errorf("%q came back as %q", text, got)
		}
	}
	for _, text := range []string{"sometimes", "0s", "-1m", "10"} {
		if r, err := ParseRotation(text); err == nil {
			t.Errorf("%q: %v, want an error", text, r)
		}
	}
}
