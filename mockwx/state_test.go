package mockwx

import (
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// memory is a store that ends with the test. Once it is broken it keeps nothing.
type memory struct {
	mu     sync.Mutex
	held   []Entry
	broken error
}

func (s *memory) Load(each func(Entry) error) error {
	for _, e := range s.held {
		if err := each(e); err != nil {
			return err
		}
	}
	return nil
}

func (s *memory) Add(entries []Entry) uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range entries {
		i := slices.IndexFunc(s.held, func(old Entry) bool { return old.Kind == e.Kind && old.Key == e.Key })
		switch {
		case i < 0 && e.Data != nil:
			s.held = append(s.held, e)
		case i >= 0 && e.Data == nil:
			s.held = slices.Delete(s.held, i, i+1)
		case i >= 0:
			s.held[i] = e
		}
	}
	return 0
}

func (s *memory) Flush(uint64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.broken
}

func (s *memory) fail() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.broken = errors.New("the disk is full")
}

// reload is a machine that knows what m told the store.
func reload(t testing.TB, m *Machine, o Options, s *memory) *Machine {
	t.Helper()
	s.Add(m.takeChanges())
	again := New(o)
	if err := s.Load(again.restore); err != nil {
		t.Fatal(err)
	}
	again.keepChanges()
	return again
}

// The machine is replaced by its reloaded twin again and again; nobody notices.
func TestAnyInterleavingSurvivesRestarts(t *testing.T) {
	for seed := range seeds(30) {
		r := rand.New(rand.NewPCG(seed, 1))
		o := Options{Seed: seed, Apps: twoApps(), MaxCodes: 20, MaxUserCodes: 5, Quota: -1, SessionTTL: 10 * time.Minute, TokenQuota: -1}
		w := &world{t: t, m: New(o), r: r, now: start, owner: map[string]string{}, uses: map[string]int{}, openid: map[string]string{}}
		w.m.keepChanges()
		var store memory
		for i := range 200 {
			w.step()
			if i%3 == 0 {
				w.m.PhoneNumber(w.now, DefaultAppID, "u1")
				token(t, w.m, w.now)
			}
			if i%7 > 0 {
				continue
			}
			before := w.m.Ledger(w.now, "", "")
			tokens := len(w.m.tokens)
			w.m = reload(t, w.m, o, &store)
			if after := w.m.Ledger(w.now, "", ""); !reflect.DeepEqual(before, after) || len(w.m.tokens) != tokens {
				t.Fatalf("seed %d, step %d: ledger\n%+v, before\n%+v", seed, i, after, before)
			}
			checkInvariants(t, w.m, w.now)
		}
		if len(store.held) > 100 {
			t.Errorf("the store holds %d entries", len(store.held))
		}
	}
}

func TestStateSurvivesARestart(t *testing.T) {
	store := new(memory)
	options := func(o *ServerOptions) { o.Store = store; o.Now = func() time.Time { return start } }
	first := NewServer(t, options)
	used, _ := first.Login(DefaultAppID, "u1")
	unused, _ := first.Login(DefaultAppID, "u1")
	send(t, "GET", exchangeURL(first, used), "")
	_, _, answer := send(t, "GET", first.URL+"/cgi-bin/token?"+credentials, "")
	_, _, sealed := send(t, "POST", first.URL+"/_wx/phonenumber", string(loginRequest("u1").Body))
	phoneCode := sealed[strings.Index(sealed, `"code":"`)+8:][:64]
	ledger := first.Ledger()
	first.Close()

	second := NewServer(t, options)
	if got := second.Ledger(); !reflect.DeepEqual(got, ledger) {
		t.Errorf("ledger %+v, want %+v", got, ledger)
	}
	if _, _, body := send(t, "GET", exchangeURL(second, used), ""); !strings.Contains(body, "40163") {
		t.Errorf("the used code: %s", body)
	}
	if _, _, body := send(t, "GET", exchangeURL(second, unused), ""); !strings.Contains(body, "session_key") {
		t.Errorf("the unused code: %s", body)
	}
	if next, _ := second.Login(DefaultAppID, "u1"); next == used || next == unused {
		t.Error("a code comes again")
	}
	phone := second.URL + "/wxa/business/getuserphonenumber?access_token=" + tokenIn(t, answer)
	if _, _, body := send(t, "POST", phone, `{"code":"`+phoneCode+`"}`); !strings.Contains(body, "phoneNumber") {
		t.Errorf("the phone number: %s", body)
	}
}

func TestStateOfAnotherSeedIsRefused(t *testing.T) {
	store := new(memory)
	s := NewServer(t, func(o *ServerOptions) { o.Store = store; o.Seed = 7 })
	s.Login(DefaultAppID, "u1")
	s.Close()
	if _, err := NewUnstarted(ServerOptions{Store: store}); err == nil || !strings.Contains(err.Error(), "seed 7") {
		t.Errorf("error %v", err)
	}
	other, err := NewUnstarted(ServerOptions{Store: store, Options: Options{Seed: 7, Apps: []App{{AppID: "wx0", Secret: "x"}}}})
	if err != nil {
		t.Fatal(err)
	}
	if l := other.Ledger(); len(l.Users) != 0 {
		t.Errorf("users of an unknown app: %+v", l)
	}
}

func TestForeignStateIsRefused(t *testing.T) {
	for name, e := range map[string]Entry{
		"kind":    {Kind: "order", Data: []byte("{}")},
		"machine": {Kind: kindMachine, Data: []byte("x")},
		"app":     {Kind: kindApp, Data: []byte("x")},
		"user":    {Kind: kindUser, Data: []byte("x")},
		"no name": {Kind: kindUser, Data: []byte(`{"appid":"` + DefaultAppID + `"}`)},
		"code":    {Kind: kindCode, Data: []byte("x")},
	} {
		if err := New(Options{}).restore(e); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestWhatTheStoreDidNotTakeIsNotAnswered(t *testing.T) {
	store := new(memory)
	s := NewServer(t, func(o *ServerOptions) { o.Store = store })
	store.fail()
	if status, _, body := send(t, "POST", s.URL+"/_wx/login", string(loginRequest("u1").Body)); status != 500 || strings.Contains(body, "code") {
		t.Errorf("%d %s", status, body)
	}
}

func fetch(method, url, body string) (string, error) {
	req, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		return "", err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	return string(answer), err
}
