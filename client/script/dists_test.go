package script_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/script"
	"github.com/wxload/wxload/client/script/engine"
	"github.com/wxload/wxload/client/script/engine/watchdog"
	"github.com/wxload/wxload/client/script/inspect"
	"github.com/wxload/wxload/client/script/load"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// distsVariable lists the folders that conformance/dists/build prints.
const distsVariable = "WXLOAD_DISTS"

// frameworks are what inspect calls the folders of conformance/dists.
var frameworks = map[string]string{"mpvue": "mpvue", "taro": "taro", "uni-vue2": "uni-app", "uni-vue3": "uni-app", "wepy": "wepy"}

// What the frameworks' own compilers make of conformance/dists runs, logs in again
// after a 401, and is understood by inspect: make slow
func TestDistsOfTheFrameworksRun(t *testing.T) {
	dists := filepath.SplitList(os.Getenv(distsVariable))
	if len(dists) == 0 {
		t.Skip(distsVariable + " names no dists; conformance/dists/build makes them")
	}
	for _, dir := range dists {
		framework := filepath.Base(filepath.Dir(filepath.Dir(dir)))
		t.Run(framework+"/"+filepath.Base(dir), func(t *testing.T) {
			s, took := openApp(t, dir)
			t.Logf("compiled in %v", took.Round(time.Millisecond))
			for _, err := range s.Found().Errors {
				t.Errorf("file: %v", err)
			}
			for _, route := range s.Found().Pages {
				first, second := shopping(s, route), shopping(s, route)
				for _, line := range first.errors {
					t.Errorf("%s: %s", route, line)
				}
				if first.trace != second.trace {
					t.Errorf("%s: two runs differ", route)
				}
			}
			renews(t, s)
			taps(t, s, cmp.Or(loginDeeds[filepath.Base(dir)], "button tap"))
			asks(t, dir, understood(t, dir, frameworks[framework]))
			weigh(t, s)
		})
	}
}

// renews checks that home shows its data with a new token once the server has
// forgotten the old one.
func renews(t *testing.T, s *script.Script) {
	v := shopping(s, s.Found().Pages[0])
	if v.refused == 0 {
		t.Errorf("no request was refused, so that nothing was tried")
	}
	if v.again == 0 {
		t.Errorf("no login after the server forgot the token: %+v", v)
	}
	if v.served == 0 {
		t.Errorf("no request was served with the new token: %+v", v)
	}
}

// loginDeeds are how the user logs in, where that is no tap on a button.
var loginDeeds = map[string]string{"pairs": "button getuserinfo"}

// taps checks that the button of the page that logs in can be tapped, whatever the
// framework has made of its handler.
func taps(t *testing.T, s *script.Script, deed string) {
	pages := s.Found().Pages
	i := slices.IndexFunc(pages, func(route string) bool { return strings.Contains(route, "login") })
	if i < 0 {
		return // it logs in by itself
	}
	w := &shop{bare: &bare{}}
	c := w.client(s, func(e *wx.Event) {
		if e.Kind == wx.PageError || e.Kind == wx.ScriptError {
			t.Errorf("tapped: %s %v", e.Kind, e.Err)
		}
	})
	c.Launch()
	for _, route := range []string{pages[0], pages[i]} {
		c.Open(route, "")
		w.pass(2 * time.Second)
	}
	before := w.tokens
	c.Do(wrapper.Handler{Name: deed})
	w.pass(2 * time.Second)
	c.Stop()
	if w.tokens == before {
		t.Error("a tap on the login page's button did not log in")
	}
}

// understood checks what inspect finds, and returns it.
func understood(t *testing.T, dir, framework string) *inspect.Found {
	files := os.DirFS(dir)
	project, err := load.New(files, ".", load.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	dog := watchdog.New(1)
	defer dog.Close()
	begun := time.Now()
	found, err := inspect.Inspect(inspect.Options{FS: files, Project: project, Script: script.Options{ID: framework, Watchdog: dog, Limits: engine.Limits{Patience: time.Second}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("inspected in %v: %d files, %d bytes", time.Since(begun).Round(time.Millisecond), found.Files, found.Bytes)
	text, err := json.Marshal(struct{ Login, Token, AuthFailure, Calls any }{found.Login, found.Token, found.AuthFailure, found.Calls})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s", text)
	if found.Framework != framework {
		t.Errorf("the framework is %q, not %q", found.Framework, framework)
	}
	if l := found.Login; l == nil || l.Method != "POST" || l.Path != "/api/login" || !slices.Contains([]string{"code", "js_code"}, l.Code.Name) || l.Token != "data.token" {
		t.Errorf("the login was not found: %+v", l)
	}
	if k := found.Token; k == nil || k.In != "header" || !slices.Contains([]string{"Authorization", "X-Token"}, k.Name) || k.Key == "" {
		t.Errorf("the token was not found: %+v", k)
	}
	if f := found.AuthFailure; f == nil || !slices.Contains(f.Does, "login") ||
		!slices.Contains(f.Status, 401) && !slices.ContainsFunc(f.Values, func(v json.RawMessage) bool { return string(v) == "401" }) {
		t.Errorf("the sign of a failed authentication was not found: %+v", f)
	}
	return found
}

// asks checks that a call that no page makes is served by the function that inspect found,
// as calls of a search are, once home has shown how it is called.
func asks(t *testing.T, dir string, found *inspect.Found) {
	if len(found.Calls) == 0 {
		t.Log("what pages call is unknown")
		return
	}
	project, err := load.New(os.DirFS(dir), ".", load.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	info, _ := wrapper.Find("flyjs")
	s, err := script.New(project, script.Options{Settings: info.Defaults, Calls: found.CallNames()})
	if err != nil {
		t.Fatal(err)
	}
	w := &shop{bare: &bare{}}
	var ends []error
	c := w.client(s, func(e *wx.Event) {
		if e.Kind == wx.PageSettle && e.Name == "A" {
			ends = append(ends, e.Err)
		}
	})
	c.Launch()
	c.Open(s.Found().Pages[0], "")
	w.pass(2 * time.Second)
	w.served = 0
	c.Load([]*wrapper.Call{{Name: "A", Method: "GET", URL: "/api/goods"}})
	w.pass(5 * time.Second)
	c.Stop()
	if len(ends) != 1 || ends[0] != nil || w.served != 1 {
		t.Errorf("a call of %v was settled %d times, %v, and served %d times", found.CallNames(), len(ends), ends, w.served)
	}
}

// weigh logs what a client takes that shows the home page.
func weigh(t *testing.T, s *script.Script) {
	const many = 10
	var before, after runtime.MemStats
	clients := make([]*client.Client, 0, many)
	runtime.GC()
	runtime.ReadMemStats(&before)
	begun := time.Now()
	for range many {
		w := &shop{bare: &bare{}}
		c := w.client(s, nil)
		c.Launch()
		c.Open(s.Found().Pages[0], "")
		w.pass(2 * time.Second)
		clients = append(clients, c)
	}
	took := time.Since(begun) / many
	runtime.GC()
	runtime.ReadMemStats(&after)
	t.Logf("a client: launch and home in %v, %.2f MiB", took.Round(time.Millisecond/10), float64(int64(after.HeapAlloc)-int64(before.HeapAlloc))/many/(1<<20))
	for _, c := range clients {
		c.Stop()
	}
}

// shopped is what a run in the shop showed.
type shopped struct {
	trace                  uint64
	errors                 []string
	refused, again, served int // requests without a valid token, logins and good answers since the token was forgotten
}

// shopping launches an app, opens home and a page, lets the server forget the token,
// and opens home again.
func shopping(s *script.Script, route string) shopped {
	w := &shop{bare: &bare{}}
	v := shopped{}
	h := fnv.New64()
	c := w.client(s, func(e *wx.Event) {
		fmt.Fprintln(h, e.At, e.Kind, e.ID, e.Name, e.Key, e.Value, e.Err)
		if e.Kind == wx.PageError || e.Kind == wx.ScriptError {
			v.errors = append(v.errors, e.Kind.String()+" "+e.Err.Error())
		}
	})
	home := s.Found().Pages[0]
	c.Launch()
	w.pass(2 * time.Second)
	for _, r := range []string{home, route} {
		c.Open(r, "id=1")
		w.pass(2 * time.Second)
	}
	logins := w.tokens
	w.valid, w.served, w.refused = "", 0, 0
	c.Open(home, "id=1")
	w.pass(5 * time.Second)
	c.Stop()
	v.trace, v.refused, v.again, v.served = h.Sum64(), w.refused, w.tokens-logins, w.served
	return v
}

// shop is a world whose server is the one that conformance/dists want: one token is
// valid, the last.
type shop struct {
	*bare
	tokens          int
	valid           string
	refused, served int
}

func (w *shop) client(s *script.Script, observe func(*wx.Event)) *client.Client {
	settings := s.Info().Defaults
	settings.Domains = map[string]string{"develop": "http://127.0.0.1:1"}
	return client.New(w, client.Config{Wrapper: s.Info(), Settings: &settings, Platform: wx.Config{EnvVersion: "develop", Slots: 10, Observe: observe}})
}

func (w *shop) Request(r *wx.Request, to wx.Receiver) loop.Stopper {
	return w.at(50*time.Millisecond, func() {
		status, body := w.answer(r)
		to.Receive(&wx.Response{Status: status, Body: []byte(body)}, nil)
	})
}

func (w *shop) answer(r *wx.Request) (status int, body string) {
	at, err := url.Parse(r.URL)
	if err != nil {
		return 400, `{"code":400,"message":"bad URL"}`
	}
	if at.Path == "/api/login" {
		w.tokens++
		w.valid = fmt.Sprintf("t%d", w.tokens)
		return 200, fmt.Sprintf(`{"code":0,"data":{"token":%q}}`, w.valid)
	}
	if w.valid == "" || !slices.ContainsFunc(r.Header, func(h wx.Header) bool { return h.Value == w.valid || h.Value == "Bearer "+w.valid }) {
		w.refused++
		return 401, `{"code":401,"message":"log in"}`
	}
	w.served++
	switch at.Path {
	case "/api/goods":
		return 200, `{"code":0,"data":[{"id":1,"name":"tea","price":1250},{"id":2,"name":"cup","price":800}]}`
	case "/api/user":
		return 200, `{"code":0,"data":{"name":"Ann"}}`
	}
	return 200, `{"code":0,"data":{}}`
}
