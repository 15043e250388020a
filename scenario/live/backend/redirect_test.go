package backend_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/live/backend"
)

// forbidden is a server by a name that is not allowed, and how many requests it saw.
func forbidden(t *testing.T) (url string, seen *atomic.Int64) {
	seen = new(atomic.Int64)
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { seen.Add(1) }))
	t.Cleanup(server.Close)
	return strings.Replace(server.URL, "127.0.0.1", "localhost", 1), seen
}

// redirecting passes on what begins with path to a server elsewhere, and the rest to next.
func redirecting(t *testing.T, path, to, next string) string {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := next
		if strings.HasPrefix(r.URL.Path, path) {
			host = to
		}
		http.Redirect(w, r, host+r.URL.RequestURI(), http.StatusTemporaryRedirect)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// probed opens and probes a backend whose clients may connect to 127.0.0.1 only.
func probed(t *testing.T, yaml string) (*backend.Backend, error) {
	t.Helper()
	s, err := scenario.Parse("test.yaml", []byte(yaml), scenario.Options{})
	if err != nil {
		t.Fatal(err)
	}
	info, _ := wrapper.Find("reference")
	b, err := backend.Open(s, info, func(host string) bool { return host == "127.0.0.1" })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b, b.Probe()
}

func TestNoClientFollowsARedirectToAHostThatIsNotAllowed(t *testing.T) {
	t.Parallel()
	const hint = "it redirects to localhost, which is not allowed; name the final address, or add --allow-host localhost"
	for name, path := range map[string]string{"everything": "/", "the ledger": "/_wx/ledger", "the devices": "/_wx/login"} {
		evil, seen := forbidden(t)
		_, err := probed(t, "mock: {url: "+redirecting(t, path, evil, startMock(t))+"}\ntarget: {url: "+startMock(t)+"}\nflow: [launch]\n")
		if missing, is := errors.AsType[*backend.UnavailableError](err); !is || missing.Hint != hint {
			t.Errorf("mock.url redirects %s: got %v", name, err)
		}
		if n := seen.Load(); n != 0 {
			t.Errorf("mock.url redirects %s: the host saw %d requests", name, n)
		}
	}

	evil, seen := forbidden(t)
	control := redirecting(t, "/", evil, "")
	mock := startMock(t)
	b, err := probed(t, "mock: {url: "+mock+"}\ntarget: {url: "+mock+", control: "+control+"}\nflow: [launch]\n")
	if err == nil || !strings.Contains(strings.Join(b.Trouble(), "\n"), hint) {
		t.Errorf("target.control redirects: error %v, trouble %q", err, b.Trouble())
	}
	if _, err := probed(t, "mock: {url: "+mock+"}\ntarget: {url: "+control+"}\nflow: [launch]\n"); err == nil || !strings.Contains(errorHint(err), hint) {
		t.Errorf("target.url redirects: error %v", err)
	}
	if n := seen.Load(); n != 0 {
		t.Errorf("the host saw %d requests", n)
	}
}

func errorHint(err error) string {
	if missing, is := errors.AsType[*backend.UnavailableError](err); is {
		return missing.Hint
	}
	return ""
}

// A device is told in the words of its call, whatever went wrong below.
func TestACallOfADeviceFailsInThePlatformsWords(t *testing.T) {
	t.Parallel()
	evil, _ := forbidden(t)
	b, _ := probed(t, "mock: {url: "+redirecting(t, "/", evil, "")+"}\ntarget: {url: http://127.0.0.1:1}\nflow: [launch]\n")
	_, login := b.Login("u1")
	_, info := b.UserInfo("u1")
	for call, err := range map[string]error{"login": login, "checkSession": b.CheckSession("u1"), "getUserInfo": info} {
		failed, is := errors.AsType[*wx.Error](err)
		if !is || !strings.HasPrefix(failed.ErrMsg, call+":fail ") || err.Error() != failed.ErrMsg {
			t.Errorf("%s: %v", call, err)
		}
	}
}

func TestAServerThatIsCalledByANameItDoesNotKnowIsTold(t *testing.T) {
	t.Parallel()
	closed := httptest.NewServer(status(http.StatusForbidden))
	t.Cleanup(closed.Close)
	_, err := probed(t, "mock: {url: "+closed.URL+"}\ntarget: {url: "+closed.URL+"}\nflow: [launch]\n")
	if err == nil || !strings.Contains(err.Error(), "--allow-host NAME") {
		t.Errorf("mock.url: %v", err)
	}
	b, _ := probed(t, "mock: {url: "+startMock(t)+"}\ntarget: {url: "+closed.URL+", control: "+closed.URL+"}\nflow: [launch]\n")
	if trouble := strings.Join(b.Trouble(), "\n"); !strings.Contains(trouble, "--allow-host NAME") {
		t.Errorf("target.control: %s", trouble)
	}
}
