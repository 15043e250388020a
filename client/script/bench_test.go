package script_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/script"
	"github.com/wxload/wxload/client/script/load"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// prompt is a world in which everything is answered as soon as the client waits.
type prompt struct {
	now     time.Duration
	waiting []func()
	tokens  int
	answer  []byte // to a request
	copies  bool   // of the answer are sent
}

func (p *prompt) Now() time.Time { return time.Unix(0, 0).Add(p.now) }

func (p *prompt) Rand() *rand.Rand { return rand.New(rand.NewPCG(1, 1)) }

func (p *prompt) After(d time.Duration, t loop.Task) loop.Stopper {
	e := &promptTimer{}
	if d < time.Minute {
		p.later(func() {
			if !e.stopped {
				p.now += d
				t.Run()
			}
		})
	}
	return e
}

type promptTimer struct{ stopped bool }

func (t *promptTimer) Stop() { t.stopped = true }

func (p *prompt) later(f func()) { p.waiting = append(p.waiting, f) }

func (p *prompt) Request(r *wx.Request, to wx.Receiver) loop.Stopper {
	e := &promptTimer{}
	p.later(func() {
		if e.stopped {
			return
		}
		body := p.answer
		if strings.HasSuffix(r.URL, "/login") {
			p.tokens++
			body = fmt.Appendf(nil, `{"code":20000,"message":"ok","result":{"token":"t%d"},"data":{"token":"t%[1]d"}}`, p.tokens)
		}
		if p.copies {
			body = bytes.Clone(body)
		}
		to.Receive(&wx.Response{Status: 200, Body: body}, nil)
	})
	return e
}

func (p *prompt) Login(done func(string, error)) { p.later(func() { done("c1", nil) }) }

func (p *prompt) CheckSession(done func(error)) { p.later(func() { done(nil) }) }

func (p *prompt) UserInfo(done func(*wx.UserInfo, error)) {
	p.later(func() { done(&wx.UserInfo{}, nil) })
}

func (p *prompt) run() {
	for len(p.waiting) > 0 {
		f := p.waiting[0]
		p.waiting = p.waiting[1:]
		f()
	}
	p.waiting = nil
}

var bodyOfAnswer = []byte(`{"code":20000,"message":"ok","result":{"id":17,"name":"banner","items":[{"id":1,"title":"first"},{"id":2,"title":"second"}]},"data":{"id":17,"name":"banner"}}`)

// person is a client with its world.
type person struct {
	*prompt
	*client.Client
}

func newPerson(info wrapper.Info) *person {
	p := &person{prompt: &prompt{answer: bodyOfAnswer}}
	s := info.Defaults
	s.Domains = map[string]string{"develop": "http://127.0.0.1:3000"}
	p.Client = client.New(p.prompt, client.Config{Wrapper: info, Settings: &s,
		Platform: wx.Config{AppID: "wx1", EnvVersion: "develop", Slots: 10}, Observer: client.ObserverConfig{NoExamples: true}})
	return p
}

func (p *person) launch() {
	p.Launch()
	p.run()
}

func (p *person) ask(n int) {
	calls := make([]*wrapper.Call, n)
	for i := range calls {
		calls[i] = &wrapper.Call{Name: "home.banner", Method: "GET", URL: "/api/banner", Identity: true}
	}
	p.Load(calls)
	p.run()
}

func (p *person) wantOK(t testing.TB, n int64) {
	t.Helper()
	if ok := p.Observer().Tally().OK; ok != n {
		t.Fatalf("%d calls are ok, want %d: %+v", ok, n, p.Observer().Tally())
	}
}

func templateInfo(t testing.TB) wrapper.Info {
	port, _ := wrapper.Find("template")
	return newScript(t, script.Options{Shape: port.Shape, Settings: port.Defaults}, wrapperFiles(t, "template.js")...).Info()
}

// flyioInfo is a wrapper around flyio of npm; make conformance installs it.
func flyioInfo(b *testing.B) wrapper.Info {
	const node = "conformance/node"
	if _, err := os.Stat(node + "/node_modules"); err != nil {
		b.Skip("run npm ci in " + node + " first, or make conformance")
	}
	project, err := load.New(os.DirFS(node), "wrappers/flyio.js", load.Limits{})
	if err != nil {
		b.Fatal(err)
	}
	s, err := script.New(project, script.Options{Settings: conformanceSettings()})
	if err != nil {
		b.Fatal(err)
	}
	return s.Info()
}

// heap is the memory in use, stacks included.
func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc + m.StackInuse
}

// BenchmarkMemory tells how much memory a client takes: one of many should take no more
// than one of few.
func BenchmarkMemory(b *testing.B) {
	live := func(p *person) { p.launch(); p.ask(5); p.wantOK(b, 5) }
	for _, c := range []struct {
		name string
		make func(*testing.B) wrapper.Info
		live func(*person)
	}{
		{"empty", func(b *testing.B) wrapper.Info {
			return newScript(b, script.Options{}, "empty.js", "exports.request = () => {}").Info()
		}, func(p *person) { p.Logout() }},
		{"template", func(b *testing.B) wrapper.Info { return templateInfo(b) }, live},
		{"flyio", flyioInfo, live},
		{"go-reference", func(*testing.B) wrapper.Info { info, _ := wrapper.Find("reference"); return info }, live},
	} {
		for _, n := range []int{1000, 10_000} {
			b.Run(fmt.Sprint(c.name, "/", n), func(b *testing.B) {
				info := c.make(b)
				for b.Loop() {
					people := make([]*person, n)
					before := heap()
					for i := range people {
						people[i] = newPerson(info)
						c.live(people[i])
					}
					b.ReportMetric(float64(heap()-before)/float64(n)/1024, "KiB/client")
					runtime.KeepAlive(people)
				}
			})
		}
	}
}

// BenchmarkMakeAndLoad makes a client with a script in it.
func BenchmarkMakeAndLoad(b *testing.B) {
	forScripts(b, func(b *testing.B, info wrapper.Info) {
		for b.Loop() {
			newPerson(info).Logout()
		}
	})
}

// BenchmarkRequest is a page's request through the script.
func BenchmarkRequest(b *testing.B) {
	forScripts(b, func(b *testing.B, info wrapper.Info) {
		p := newPerson(info)
		p.launch()
		for b.Loop() {
			p.ask(1)
		}
		p.wantOK(b, p.Observer().Tally().Issued)
	})
}

// forScripts measures a small wrapper and one with a library.
func forScripts(b *testing.B, measure func(*testing.B, wrapper.Info)) {
	for _, c := range []struct {
		name string
		make func(*testing.B) wrapper.Info
	}{
		{"template", func(b *testing.B) wrapper.Info { return templateInfo(b) }},
		{"flyio", flyioInfo},
	} {
		b.Run(c.name, func(b *testing.B) {
			info := c.make(b)
			b.ReportAllocs()
			report := reportCPU(b)
			measure(b, info)
			report()
		})
	}
}
