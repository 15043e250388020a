package script_test

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/script"
	"github.com/wxload/wxload/client/script/load"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// appsVariable lists folders of real mini programs, as PATH does.
const appsVariable = "WXLOAD_APPS"

// Real mini programs launch, and their pages run: WXLOAD_APPS names their folders.
func TestRealMiniPrograms(t *testing.T) {
	folders := os.Getenv(appsVariable)
	if folders == "" {
		t.Skip(appsVariable + " names no folders of mini programs")
	}
	total, good, answered := 0, 0, 0
	for _, dir := range filepath.SplitList(folders) {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			s, took := openApp(t, dir)
			pages := s.Found().Pages
			launch := visit(s, pages[0], "")
			t.Logf("%d pages, loaded in %v, %d errors of files; %d requests on launch", len(pages), took.Round(time.Millisecond), len(s.Found().Errors), launch.sends)
			for _, err := range s.Found().Errors {
				t.Logf("  file: %v", err)
			}
			for _, line := range launch.errors {
				t.Logf("  launch: %s", line)
			}
			ran, served := 0, 0
			for _, route := range pages {
				own := func(v visited) []string {
					return slices.DeleteFunc(v.errors, func(line string) bool { return slices.Contains(launch.errors, line) })
				}
				v := visit(s, route, "")
				if again := visit(s, route, ""); again.trace != v.trace {
					t.Errorf("%s: two runs differ", route)
				}
				if v.errors = own(v); len(v.errors) == 0 {
					ran++
				}
				for _, line := range v.errors {
					t.Logf("  %s: %s", route, line)
				}
				var left []string // of the best kind of answers
				for i, body := range plausible {
					if errors := own(visit(s, route, body)); i == 0 || len(errors) < len(left) {
						left = errors
					}
				}
				for _, line := range left {
					t.Logf("  %s, answered: %s", route, line)
				}
				if len(left) == 0 {
					served++
				}
			}
			total, good, answered = total+len(pages), good+ran, answered+served
			t.Logf("%d of %d pages run without an exception, %d with the best answers", ran, len(pages), served)
		})
	}
	t.Logf("%d of %d pages in all, %d with the best answers", good, total, answered)
}

func openApp(t testing.TB, dir string) (*script.Script, time.Duration) {
	t.Helper()
	begun := time.Now()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	project, err := load.New(root.FS(), ".", load.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	info, _ := wrapper.Find("flyjs")
	s, err := script.New(project, script.Options{Settings: info.Defaults})
	if err != nil {
		t.Fatal(err)
	}
	return s, time.Since(begun)
}

// visited is what a visit of a page showed.
type visited struct {
	trace  uint64
	sends  int
	errors []string
}

// visit launches an app, and opens one of its pages. body is what all requests are
// answered with; empty for nothing at all.
func visit(s *script.Script, route, body string) visited {
	w := &bare{body: body}
	v := visited{}
	h := fnv.New64()
	settings := s.Info().Defaults
	settings.Domains = map[string]string{"develop": "http://127.0.0.1:1"}
	c := client.New(w, client.Config{Wrapper: s.Info(), Settings: &settings, Platform: wx.Config{EnvVersion: "develop", Slots: 10, Observe: func(e *wx.Event) {
		fmt.Fprintln(h, e.At, e.Kind, e.ID, e.Name, e.Key, e.Value, e.Err)
		if e.Kind == wx.PageError || e.Kind == wx.ScriptError {
			v.errors = append(v.errors, e.Kind.String()+" "+e.Err.Error())
		}
		if e.Kind == wx.RequestSend {
			fmt.Fprintln(h, e.Request.Method, e.Request.URL)
			v.sends++
		}
	}}})
	c.Launch()
	w.pass(2 * time.Second)
	if first := s.Found().Pages[0]; route != "" && route != first {
		c.Open(first, "")
		w.pass(2 * time.Second)
	}
	if route != "" {
		c.Open(route, "id=1")
		w.pass(10 * time.Second)
	}
	c.Stop()
	v.trace = h.Sum64()
	return v
}

// bare is a world in virtual time that gives everybody the same answer.
type bare struct {
	body   string
	now    time.Duration
	timers []*moment
	order  int
}

type moment struct {
	at    time.Duration
	order int
	run   func()
}

func (m *moment) Stop() { m.run = nil }

func (w *bare) at(d time.Duration, f func()) *moment {
	w.order++
	m := &moment{w.now + max(d, 0), w.order, f}
	i, _ := slices.BinarySearchFunc(w.timers, m, func(a, b *moment) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.order, b.order)) })
	w.timers = slices.Insert(w.timers, i, m)
	return m
}

func (w *bare) pass(d time.Duration) {
	until := w.now + d
	for n := 0; len(w.timers) > 0 && w.timers[0].at <= until && n < 20_000; n++ {
		m := w.timers[0]
		w.timers = w.timers[1:]
		if m.run != nil {
			w.now = m.at
			m.run()
		}
	}
	w.now = until
}

func (w *bare) Now() time.Time {
	return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(w.now)
}
func (w *bare) Rand() *rand.Rand { return rand.New(rand.NewPCG(1, 1)) }

func (w *bare) After(d time.Duration, t loop.Task) loop.Stopper { return w.at(d, t.Run) }

func (w *bare) Request(r *wx.Request, to wx.Receiver) loop.Stopper {
	if w.body == "" {
		return w.at(0, func() {})
	}
	return w.at(50*time.Millisecond, func() { to.Receive(&wx.Response{Status: 200, Body: []byte(w.body)}, nil) })
}

func (w *bare) Login(done func(string, error)) {
	w.at(30*time.Millisecond, func() { done("c1", nil) })
}

func (w *bare) CheckSession(done func(error)) { w.at(20*time.Millisecond, func() { done(nil) }) }

func (w *bare) UserInfo(done func(*wx.UserInfo, error)) {
	w.at(30*time.Millisecond, func() {
		done(&wx.UserInfo{RawData: `{"nickName":"n","avatarUrl":"","gender":1}`, Signature: "s", EncryptedData: "e", IV: "i"}, nil)
	})
}

// plausible are answers that many wrappers take for a success.
var plausible = []string{
	`{"code":0,"errno":0,"status":1,"errcode":0,"error":0,"success":true,"msg":"ok","token":"t1","data":{"token":"t1"}}`,
	`{"code":0,"errno":0,"status":1,"errcode":0,"error":0,"success":true,"msg":"ok","token":"t1","data":[]}`,
}
