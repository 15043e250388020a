package mockwx

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wxload/wxload/mockwx/internal/statefile"
)

// stateChild, in the environment, turns the test binary into a mock with that
// state file: a crash test needs one that dies for real.
const stateChild = "MOCKWX_CHILD_STATE"

func TestMain(m *testing.M) {
	path := os.Getenv(stateChild)
	if path == "" {
		os.Exit(m.Run())
	}
	s, err := Start(ServerOptions{State: path})
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(s.URL)
	io.Copy(io.Discard, os.Stdin)
	s.Close()
}

// reload is a machine that knows what m told a state file. held is what the file
// holds, in order.
func reload(t testing.TB, m *Machine, o Options, held *[]statefile.Entry) *Machine {
	t.Helper()
	for _, e := range m.takeChanges() {
		*held = put(*held, e)
	}
	again := New(o)
	for _, e := range *held {
		if err := again.restore(e); err != nil {
			t.Fatal(err)
		}
	}
	again.keepChanges()
	return again
}

// put is what a state file does with an entry.
func put(held []statefile.Entry, e statefile.Entry) []statefile.Entry {
	for i, old := range held {
		if old.Kind == e.Kind && old.Key == e.Key {
			if e.Data == nil {
				return append(held[:i:i], held[i+1:]...)
			}
			held[i] = e
			return held
		}
	}
	if e.Data == nil {
		return held
	}
	return append(held, e)
}

// The machine is replaced by its reloaded twin again and again; nobody notices.
func TestAnyInterleavingSurvivesRestarts(t *testing.T) {
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 1))
		o := Options{Seed: seed, Apps: twoApps(), MaxCodes: 20, MaxUserCodes: 5, Quota: -1, SessionTTL: 10 * time.Minute, TokenQuota: -1}
		w := &world{t: t, m: New(o), r: r, now: start, owner: map[string]string{}, uses: map[string]int{}, openid: map[string]string{}}
		w.m.keepChanges()
		var held []statefile.Entry
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
			w.m = reload(t, w.m, o, &held)
			if after := w.m.Ledger(w.now, "", ""); !reflect.DeepEqual(before, after) || len(w.m.tokens) != tokens {
				t.Fatalf("seed %d, step %d: ledger\n%+v, before\n%+v", seed, i, after, before)
			}
			checkInvariants(t, w.m, w.now)
		}
		if len(held) > 100 {
			t.Errorf("the file holds %d entries", len(held))
		}
	}
}

func TestStateSurvivesARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	options := func(o *ServerOptions) { o.State = path; o.Now = func() time.Time { return start } }
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
	path := filepath.Join(t.TempDir(), "state.db")
	s := NewServer(t, func(o *ServerOptions) { o.State = path; o.Seed = 7 })
	s.Login(DefaultAppID, "u1")
	if _, err := NewUnstarted(ServerOptions{State: path, Options: Options{Seed: 7}}); err == nil {
		t.Error("a file in use was opened")
	}
	s.Close()
	if _, err := NewUnstarted(ServerOptions{State: path}); err == nil || !strings.Contains(err.Error(), "seed 7") {
		t.Errorf("error %v", err)
	}
	other, err := NewUnstarted(ServerOptions{State: path, Options: Options{Seed: 7, Apps: []App{{AppID: "wx0", Secret: "x"}}}})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if l := other.Ledger(); len(l.Users) != 0 {
		t.Errorf("users of an unknown app: %+v", l)
	}
}

func TestForeignStateIsRefused(t *testing.T) {
	for name, e := range map[string]statefile.Entry{
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

func TestFailedStateIsAnErrorToTheCall(t *testing.T) {
	s := NewServer(t, func(o *ServerOptions) { o.State = filepath.Join(t.TempDir(), "state.db") })
	if err := s.state.Close(); err != nil {
		t.Fatal(err)
	}
	if status, _, body := send(t, "POST", s.URL+"/_wx/login", string(loginRequest("u1").Body)); status != 500 || strings.Contains(body, "code") {
		t.Errorf("%d %s", status, body)
	}
}

func TestWhatWasAnsweredSurvivesKill9(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	killed, url := startMock(t, path)
	var all sync.WaitGroup
	var once sync.Once
	const clients, enough = 4, 30
	answered := make([][]string, clients) // used codes
	for c := range clients {
		all.Go(func() {
			for {
				code, err := useCode(url, fmt.Sprint("u", c))
				if err != nil {
					return // killed
				}
				if answered[c] = append(answered[c], code); len(answered[c]) == enough {
					once.Do(func() { killed.Process.Kill() })
				}
			}
		})
	}
	all.Wait()
	killed.Wait()

	_, url = startMock(t, path)
	for c, codes := range answered {
		for _, code := range codes {
			if _, _, body := send(t, "GET", url+"/sns/jscode2session?"+exchangeRequest(code).Query, ""); !strings.Contains(body, "40163") && !strings.Contains(body, "45011") {
				t.Fatalf("after kill -9 a used code of u%d is answered %s", c, body)
			}
		}
	}
}

// startMock runs a mock in a process of its own until the test ends.
func startMock(t *testing.T, path string) (*exec.Cmd, string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), stateChild+"="+path)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stdin.Close(); cmd.Wait() })
	url, _ := bufio.NewReader(stdout).ReadString('\n')
	if !strings.HasPrefix(url, "http://") {
		t.Fatalf("the child says %q", url)
	}
	return cmd, strings.TrimSpace(url)
}

// useCode logs in, uses the code and returns it.
func useCode(url, user string) (string, error) {
	body, err := fetch("POST", url+"/_wx/login", string(loginRequest(user).Body))
	if err != nil {
		return "", err
	}
	code := strings.TrimPrefix(body, `{"code":"`)[:32]
	_, err = fetch("GET", url+"/sns/jscode2session?"+exchangeRequest(code).Query, "")
	return code, err
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
