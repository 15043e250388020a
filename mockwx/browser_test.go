package mockwx

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/mockwx/devserver"
)

// browse opens a page in Chromium and returns what it has become. The test is skipped
// where there is none.
func browse(t *testing.T, page string, args ...string) []byte {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser takes seconds")
	}
	browser, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no chromium here: nothing was tried in a browser")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	args = append(args, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--user-data-dir="+t.TempDir(),
		"--virtual-time-budget=3000", "--dump-dom", page)
	dom, err := exec.CommandContext(ctx, browser, args...).Output()
	if err != nil {
		t.Fatal(err)
	}
	return dom
}

func TestPageShowsTheLedgerInABrowser(t *testing.T) {
	s := NewServer(t)
	code, _ := s.Login(DefaultAppID, "<b>u1")
	send(t, "GET", exchangeURL(s, code), "")
	s.SetFaults([]Fault{{Endpoint: "login", Errcode: -1, Rate: 0.5}})
	dom := browse(t, s.URL)
	for _, want := range []string{
		`<th scope="row" data-name="user">&lt;b&gt;u1</th><td data-name="openid">` + s.Ledger().User("<b>u1").OpenID + `</td><td class="n" data-name="codes issued">1</td><td class="n" data-name="used">1</td>`,
		`<th scope="row" data-name="appid">` + DefaultAppID + `</th><td class="n" data-name="users">1</td>`, `{"endpoint":"login","rate":0.5,"errcode":-1}`, "<dt>codes issued</dt><dd>1</dd>",
	} {
		if !bytes.Contains(dom, []byte(want)) {
			t.Errorf("no %s in\n%s", want, dom)
		}
	}
}

// evilPage tries all that a page can do to a server without being of its origin, and
// writes down what it could read.
const evilPage = `<!doctype html><body><ul id="read"></ul>
<iframe id="frame" src="%[1]s/"></iframe> <iframe name="sink"></iframe> <img src="%[1]s/_wx/ledger">
<form id="form" method="POST" action="%[1]s/_wx/control/expire-sessions" enctype="text/plain" target="sink"><input name='{"x":"' value='"}'></form>
<script>
const read = text => document.getElementById("read").append(Object.assign(document.createElement("li"), { textContent: text }));
async function attempt(url, options) {
  try {
    const answer = await fetch(url, options);
    read("read " + answer.type + " " + answer.status + " " + (await answer.text()).slice(0, 200));
  } catch (e) { read("blocked"); }
}
(async () => {
  const json = { "Content-Type": "application/json" };
  for (const [call, body] of [
    ["%[1]s/_wx/control/expire-sessions", "{}"], ["%[1]s/_wx/control/block", "{}"], ["%[1]s/_wx/login", '{"appid":"%[3]s","user":"evil"}'],
    ["%[2]s/_dev/expire-tokens", "{}"], ["%[2]s/_dev/tokens", '{"users":["evil"]}'],
  ]) {
    await attempt(call, { method: "POST", mode: "no-cors", body });
    await attempt(call, { method: "POST", mode: "no-cors", body: new Blob([body]) });
    await attempt(call, { method: "POST", headers: json, body });
  }
  await attempt("%[1]s/_wx/control/faults", { method: "PUT", headers: json, body: '{"faults":[{"endpoint":"login","errcode":-1}]}' });
  for (const call of ["%[1]s/_wx/ledger", "%[1]s/_wx/apps", "%[1]s/", "%[2]s/_dev/ledger"]) await attempt(call, {});
  document.getElementById("form").submit();
  read("tried all");
})();
</script>`

// harmed says what another site's page has done to the servers, if anything.
func harmed(s *Server, dev *devserver.Server) string {
	l := s.Ledger()
	var d devserver.Ledger
	dev.Update(func(m *devserver.Machine, now time.Time) { d = m.Ledger(now) })
	if l.Sessions.Expired > 0 || len(l.Users) != 1 || len(s.faults.Load().faults) > 0 || d.Users != 1 || d.TokensExpired > 0 {
		return fmt.Sprintf("ledgers %+v and %+v", l, d)
	}
	return ""
}

// victims are the two servers with one user each.
func victims(t *testing.T) (*Server, *devserver.Server) {
	t.Helper()
	s := NewServer(t)
	if _, err := s.Login(DefaultAppID, "secret-user"); err != nil {
		t.Fatal(err)
	}
	dev, err := devserver.NewServer(devserver.ServerOptions{WeChat: s.URL})
	if err != nil {
		t.Fatal(err)
	}
	if err := dev.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { dev.Shutdown(context.Background()) })
	dev.Update(func(m *devserver.Machine, now time.Time) { m.Seed(now, "o1", "", true) })
	return s, dev
}

func TestAPageOfAnotherOriginHarmsNobodyInABrowser(t *testing.T) {
	s, dev := victims(t)
	evil := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, evilPage, s.URL, dev.URL(), DefaultAppID)
	}))
	defer evil.Close()
	port := strings.TrimPrefix(evil.URL, "http://127.0.0.1")
	for _, from := range []string{evil.URL, "http://evil.example" + port} { // another port of this machine, and another site
		dom := string(browse(t, from, "--host-resolver-rules=MAP evil.example 127.0.0.1"))
		if !strings.Contains(dom, "tried all") || !strings.Contains(dom, "blocked") {
			t.Errorf("from %s: %s", from, dom)
		}
		if strings.Contains(dom, "secret-user") || strings.Contains(dom, "read basic") || strings.Contains(dom, "read cors") {
			t.Errorf("the page from %s read: %s", from, dom)
		}
		if text := harmed(s, dev); text != "" {
			t.Errorf("the page from %s: %s", from, text)
		}
	}
}

// The name of an attacker's host leads to his server first, and then to the mock's
// port: its pages are of one origin with the mock.
func TestAReboundNameReachesNothingInABrowser(t *testing.T) {
	s, dev := victims(t)
	for _, server := range []struct{ url, call string }{{s.URL, "/_wx/ledger"}, {dev.URL(), "/_dev/ledger"}} {
		at, err := url.Parse(server.url)
		if err != nil {
			t.Fatal(err)
		}
		dom := string(browse(t, "http://evil.example:"+at.Port()+server.call, "--host-resolver-rules=MAP evil.example 127.0.0.1"))
		if !strings.Contains(dom, "are refused") || strings.Contains(dom, "secret-user") {
			t.Errorf("%s: %s", server.call, dom)
		}
	}
	if text := harmed(s, dev); text != "" {
		t.Error(text)
	}
}
