package live_test

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/mockwx"
	"github.com/wxload/wxload/mockwx/devserver"
	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/live"
)

// The test binary is also the servers that tests kill, and those that benchmarks
// leave out of the generator's own costs.
func TestMain(m *testing.M) {
	if kind := os.Getenv(serverKind); kind != "" {
		serve(kind)
		return
	}
	// These tests wait more than they compute. The command line has the last word.
	if err := flag.Set("test.parallel", "8"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

const (
	serverKind   = "LIVE_TEST_SERVER"      // target or mock
	serverAddr   = "LIVE_TEST_ADDR"        // where it listens
	serverWeChat = "LIVE_TEST_WECHAT"      // the target's
	appid        = "wx0123456789abcdef"    // the scenarios' default
	appsecret    = "appsecret-of-the-test" // in no report
)

// serve runs a server until standard input ends.
func serve(kind string) {
	url := ""
	switch kind {
	case "mock":
		server, err := mockwx.Start(mockwx.ServerOptions{Addr: os.Getenv(serverAddr), Options: mockOptions()})
		if err != nil {
			panic(err)
		}
		url = server.URL
	case "target":
		server, err := devserver.NewServer(devserver.ServerOptions{
			WeChat: os.Getenv(serverWeChat), AppID: appid, Secret: appsecret,
		})
		if err != nil {
			panic(err)
		}
		listener, err := net.Listen("tcp", os.Getenv(serverAddr))
		if err != nil {
			panic(err)
		}
		go http.Serve(listener, stalling(server.Handler()))
		url = "http://" + listener.Addr().String()
	default:
		measureGenerator(kind)
		return
	}
	os.Stdout.WriteString(url + "\n")
	io.Copy(io.Discard, os.Stdin)
}

// stalling never answers /api/stall.
func stalling(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api/stall" {
			<-r.Context().Done()
			return
		}
		next.ServeHTTP(w, r)
	})
}

func mockOptions() mockwx.Options {
	return mockwx.Options{Seed: 1, Apps: []mockwx.App{{AppID: appid, Secret: appsecret, Account: "wxload"}}}
}

// process is a server in a process of its own.
type process struct {
	URL   string
	cmd   *exec.Cmd
	stdin io.Closer
}

func startProcess(t testing.TB, kind, addr, wechat string) *process {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{cmd: exec.Command(self)}
	p.cmd.Env = append(os.Environ(), serverKind+"="+kind, serverAddr+"="+addr, serverWeChat+"="+wechat)
	p.cmd.Stderr = os.Stderr
	if p.stdin, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatalf("starting the %s: %v", kind, err)
	}
	p.URL = strings.TrimSpace(line)
	return p
}

// kill is kill -9, and may be called twice.
func (p *process) kill() {
	p.cmd.Process.Kill()
	p.cmd.Wait()
}

// world is servers in this process that remember every secret they gave out.
type world struct {
	WeChat, Target string // base URLs

	mu      sync.Mutex
	secrets []string
}

// newWorld starts a mock WeChat and a developer server. around, if set, stands
// before the developer server.
func newWorld(t testing.TB, around func(http.Handler) http.Handler) *world {
	t.Helper()
	w := &world{secrets: []string{appsecret}}
	mock, err := mockwx.NewUnstarted(mockwx.ServerOptions{Options: mockOptions()})
	if err != nil {
		t.Fatal(err)
	}
	w.WeChat = w.listen(t, mock.Handler())
	dev, err := devserver.NewServer(devserver.ServerOptions{WeChat: w.WeChat, AppID: appid, Secret: appsecret})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { dev.Shutdown(context.Background()) })
	handler := dev.Handler()
	if around != nil {
		handler = around(handler)
	}
	w.Target = w.listen(t, handler)
	return w
}

// listen serves a handler and notes the secrets in its answers.
func (w *world) listen(t testing.TB, handler http.Handler) string {
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		handler.ServeHTTP(&tap{ResponseWriter: rw, world: w}, r)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// tap notes the secrets in an answer.
type tap struct {
	http.ResponseWriter
	world *world
}

func (t *tap) Unwrap() http.ResponseWriter { return t.ResponseWriter }

func (t *tap) Write(body []byte) (int, error) {
	var answer struct {
		SessionKey string `json:"session_key"`
		Code       any    `json:"code"`
		Data       any    `json:"data"`
	}
	if json.Unmarshal(body, &answer) == nil {
		t.world.note(answer.SessionKey)
		if code, is := answer.Code.(string); is {
			t.world.note(code)
		}
		if data, is := answer.Data.(map[string]any); is {
			token, _ := data["token"].(string)
			t.world.note(token)
		}
	}
	return t.ResponseWriter.Write(body)
}

func (w *world) note(secret string) {
	if secret == "" {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.secrets = append(w.secrets, secret)
}

// yaml is a scenario's part that names the world's servers.
func (w *world) yaml() string { return externalServers(w.WeChat, w.Target) }

// foreign is the same for a target without control calls.
func (w *world) foreign() string {
	return strings.Replace(w.yaml(), "target: {control: "+w.Target+"}\n", "", 1)
}

func externalServers(wechat, target string) string {
	return "mock: {url: " + wechat + ", secret: " + appsecret + "}\n" +
		"app: {domains: {develop: " + target + "}}\ntarget: {control: " + target + "}\n"
}

// parse reads a scenario.
func parse(t testing.TB, yaml string) *scenario.Scenario {
	t.Helper()
	s, err := scenario.Parse("test.yaml", []byte(yaml), scenario.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// start runs a scenario with the wrapper that it names.
func start(ctx context.Context, s *scenario.Scenario, o live.Options) (*reports.Report, error) {
	if scenario.IsPath(s.Wrapper.ID) {
		info, err := ownWrapper(s.Wrapper.ID)
		if err != nil {
			return nil, err
		}
		return live.Run(ctx, s, info, o)
	}
	info, known := wrapper.Find(s.Wrapper.ID)
	if !known {
		return nil, fmt.Errorf("no wrapper is called %q", s.Wrapper.ID)
	}
	return live.Run(ctx, s, info, o)
}

// run runs a scenario to its end, which must be a full report whose books balance.
func run(t testing.TB, yaml string) *reports.Report {
	t.Helper()
	return runWith(t, yaml, live.Options{Version: "test"}, nil)
}

// runUntil interrupts a run when its progress is what is waited for.
func runUntil(t testing.TB, yaml string, enough func(live.Progress) bool) *reports.Report {
	t.Helper()
	return runWith(t, yaml, live.Options{Version: "test"}, enough)
}

// runWith is both; enough may be nil.
func runWith(t testing.TB, yaml string, o live.Options, enough func(live.Progress) bool) *reports.Report {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	o.Progress = func(p live.Progress) {
		if enough != nil && enough(p) {
			cancel()
		}
	}
	report, err := start(ctx, parse(t, yaml), o)
	if err != nil {
		t.Fatal(err)
	}
	checkReport(t, report)
	return report
}

func checkReport(t testing.TB, r *reports.Report) {
	t.Helper()
	if !r.Books.Balanced {
		t.Errorf("the books do not balance: %q", r.Books.Notes)
	}
	if reports.ExitCode(r, false) == 4 {
		t.Error("exit code 4")
	}
	if r.Requests.Issued == 0 || r.Clients.Started == 0 {
		t.Errorf("nothing was done: %+v, %+v", r.Clients, r.Requests)
	}
	checkSeries(t, r)
}

// checkSeries: the seconds of a run are all of it.
func checkSeries(t testing.TB, r *reports.Report) {
	t.Helper()
	var got reports.SeriesCounts
	at := 0.0
	for _, s := range r.Series {
		if s.AtMS <= at {
			t.Errorf("a second that ends at %g ms follows one at %g", s.AtMS, at)
		}
		at = s.AtMS
		got.Sends += s.Sends
		got.RequestsOK += s.RequestsOK
		got.RequestsFailed += s.RequestsFailed
		got.Logins += s.Logins
		got.Duplicates += s.Duplicates
		got.Concurrent += s.Concurrent
		got.Stale401 += s.Stale401
		got.Needless += s.Needless
		got.Defects += s.Defects
	}
	q := r.Requests
	want := reports.SeriesCounts{Sends: q.Sends, RequestsOK: q.OK, RequestsFailed: q.Rejected + q.AuthFailure + q.HTTPError + q.Empty + q.Hung,
		Logins: r.Logins.Started, Duplicates: r.Logins.Duplicate.Total,
		Concurrent: r.Logins.Duplicate.Concurrent, Stale401: r.Logins.Duplicate.Stale401, Needless: r.Logins.Duplicate.Needless, Defects: got.Defects}
	// Shards are merged by whole seconds.
	if got != want || at != r.DurationMS && (len(r.Shards) < 2 || math.Abs(at-r.DurationMS) > 1000) {
		t.Errorf("the series adds up to %+v in %g ms, the run was %+v in %g ms", got, at, want, r.DurationMS)
	}
	defects := int64(0)
	for _, d := range r.Defects {
		defects += d.Count
	}
	if got.Defects > defects { // the ledgers may add to those of the clients
		t.Errorf("%d defects in the series, %d in the report", got.Defects, defects)
	}
}
