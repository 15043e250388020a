package proxy

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// echo answers with what it was asked for.
var echo = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	io.WriteString(w, "mock "+r.Method+" "+r.URL.Path+"?"+r.URL.RawQuery)
})

// running is a proxy that serves, and a client of its.
type running struct {
	t         *testing.T
	addr      string
	authority string // certificate file
	client    *http.Client
	stop      func() error
}

func start(t *testing.T, api http.Handler) *running {
	t.Helper()
	file := filepath.Join(t.TempDir(), "ca.pem")
	authority, err := OpenAuthority(file)
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- New(authority, api).Serve(ctx, ln) }()
	p := &running{t: t, addr: ln.Addr().String(), authority: file}
	p.stop = sync.OnceValue(func() error { cancel(); return <-served })
	p.client = clientOf(t, file, p.addr)
	t.Cleanup(func() { p.client.CloseIdleConnections(); p.stop() })
	return p
}

// clientOf trusts the authority alone and asks by the proxy.
func clientOf(t *testing.T, authority, proxy string) *http.Client {
	t.Helper()
	return &http.Client{Transport: &http.Transport{
		Proxy:           http.ProxyURL(&url.URL{Scheme: "http", Host: proxy}),
		TLSClientConfig: &tls.Config{RootCAs: pool(t, authority)},
	}}
}

func pool(t *testing.T, file string) *x509.CertPool {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(text) {
		t.Fatal("no certificate in the file")
	}
	return roots
}

// get returns status and body, or the error's text.
func (p *running) get(client *http.Client, url string) (int, string) {
	resp, err := client.Get(url)
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		p.t.Errorf("%s: %v", url, err)
	}
	return resp.StatusCode, string(body)
}

func TestProxyAnswersForWeChat(t *testing.T) {
	p := start(t, echo)
	for _, scheme := range []string{"https", "http"} {
		status, body := p.get(p.client, scheme+"://api.weixin.qq.com/sns/jscode2session?js_code=c")
		if status != 200 || body != "mock GET /sns/jscode2session?js_code=c" {
			t.Errorf("%s: %d %s", scheme, status, body)
		}
	}
}

func TestProxyRefusesEveryOtherHost(t *testing.T) {
	p := start(t, echo)
	for _, test := range []struct{ url, want string }{
		{"https://example.com/", "Forbidden"},
		{"https://api.weixin.qq.com:8443/", "Forbidden"},
		{"https://api.weixin.qq.com.example.com/", "Forbidden"},
		{"http://example.com/", "refuses example.com; add that host to NO_PROXY"},
		{"http://api.weixin.qq.com:8080/", "refuses api.weixin.qq.com:8080"},
	} {
		if status, got := p.get(p.client, test.url); !strings.Contains(got, test.want) || status != 0 && status != 403 {
			t.Errorf("%s: %d %s, want %q", test.url, status, got, test.want)
		}
	}
}

func TestConnectToAnotherHostIsRefusedWithASentence(t *testing.T) {
	p := start(t, echo)
	for request, want := range map[string]string{
		"CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n":              "403 Forbidden|refuses example.com:443; add that host to NO_PROXY",
		"CONNECT api.weixin.qq.com HTTP/1.1\r\nHost: api.weixin.qq.com\r\n\r\n":          "403 Forbidden|refuses",
		"GET / HTTP/1.1\r\nHost: " + p.addr + "\r\n\r\n":                                 "400 Bad Request|set HTTPS_PROXY=http://" + p.addr,
		"GET https://api.weixin.qq.com/a HTTP/1.1\r\nHost: api.weixin.qq.com\r\n\r\n":    "200 OK|mock GET /a",
		"GET http://api.weixin.qq.com:80/a HTTP/1.1\r\nHost: api.weixin.qq.com\r\n\r\n":  "200 OK|mock GET /a",
		"GET https://api.weixin.qq.com:80/a HTTP/1.1\r\nHost: api.weixin.qq.com\r\n\r\n": "403 Forbidden|refuses",
		"GET ftp://api.weixin.qq.com/a HTTP/1.1\r\nHost: api.weixin.qq.com\r\n\r\n":      "403 Forbidden|refuses",
		"CONNECT API.WeiXin.QQ.com.:443 HTTP/1.1\r\nHost: api.weixin.qq.com\r\n\r\n":     "200 Connection established|",
	} {
		status, body, _ := strings.Cut(want, "|")
		if got := p.raw(request); !strings.HasPrefix(got, "HTTP/1.1 "+status) || !strings.Contains(got, body) {
			t.Errorf("%q: %q", request, got)
		}
	}
}

// raw sends a request and closes its half of the connection.
func (p *running) raw(request string) string {
	conn, err := net.Dial("tcp", p.addr)
	if err != nil {
		p.t.Fatal(err)
	}
	defer conn.Close()
	io.WriteString(conn, request)
	conn.(*net.TCPConn).CloseWrite()
	answer, _ := io.ReadAll(conn)
	return string(answer)
}

func TestDeviceAndControlCallsDoNotGetThrough(t *testing.T) {
	p := start(t, echo)
	for _, url := range []string{"https://api.weixin.qq.com/_wx/login", "http://api.weixin.qq.com/_wx/control/faults"} {
		if status, body := p.get(p.client, url); status != 403 || !strings.Contains(body, "address of the mock") {
			t.Errorf("%s: %d %s", url, status, body)
		}
	}
}

func TestClientsThatDoNotTrustTheAuthorityGetNothing(t *testing.T) {
	called := false
	p := start(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called = true }))
	other := start(t, echo)
	stranger := clientOf(t, other.authority, p.addr)
	if status, got := p.get(stranger, "https://api.weixin.qq.com/"); status != 0 || !strings.Contains(got, "certificate") || called {
		t.Errorf("%d %s, called %v", status, got, called)
	}
}

func TestAClientThatSendsBeforeTheAnswerLosesNothing(t *testing.T) {
	p := start(t, echo)
	conn, err := net.Dial("tcp", p.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	early := &prefixed{Conn: conn, prefix: []byte("CONNECT api.weixin.qq.com:443 HTTP/1.1\r\nHost: api.weixin.qq.com:443\r\n\r\n")}
	client := tls.Client(early, &tls.Config{RootCAs: pool(t, p.authority), ServerName: Host})
	if err := client.Handshake(); err != nil {
		t.Fatal(err)
	}
}

// prefixed sends CONNECT and the first bytes of TLS in one, and reads past the
// answer to CONNECT.
type prefixed struct {
	net.Conn
	prefix []byte
	read   bool
}

func (c *prefixed) Write(b []byte) (int, error) {
	_, err := c.Conn.Write(append(c.prefix, b...))
	c.prefix = nil
	return len(b), err
}

func (c *prefixed) Read(b []byte) (int, error) {
	if !c.read {
		c.read = true
		answer := make([]byte, len("HTTP/1.1 200 Connection established\r\n\r\n"))
		if _, err := io.ReadFull(c.Conn, answer); err != nil {
			return 0, err
		}
	}
	return c.Conn.Read(b)
}

func TestManyCallsUseOneTunnel(t *testing.T) {
	addrs := make(chan string, 10)
	p := start(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { addrs <- r.RemoteAddr }))
	for range 3 {
		p.get(p.client, "https://api.weixin.qq.com/")
	}
	if a, b, c := <-addrs, <-addrs, <-addrs; a != b || b != c {
		t.Errorf("came from %s, %s and %s", a, b, c)
	}
}

func TestStoppingLetsACallEndAndClosesEverything(t *testing.T) {
	began, finish := make(chan struct{}), make(chan struct{})
	p := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(began)
		<-r.Context().Done() // the server's: it was told to stop
		<-finish
		io.WriteString(w, "done")
	}))
	idle, err := net.Dial("tcp", p.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer idle.Close()
	answers := make(chan string, 1)
	go func() {
		_, body := p.get(p.client, "https://api.weixin.qq.com/")
		answers <- body
	}()
	<-began
	stopped := make(chan error, 1)
	go func() { stopped <- p.stop() }()
	close(finish)
	if got := <-answers; got != "done" {
		t.Errorf("the call at work: %s", got)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
	if _, err := net.Dial("tcp", p.addr); err == nil {
		t.Error("still listens")
	}
	if _, err := idle.Read(make([]byte, 1)); err == nil {
		t.Error("an idle connection is still open")
	}
}

func TestServeTellsOfABrokenListener(t *testing.T) {
	authority, err := OpenAuthority(filepath.Join(t.TempDir(), "ca.pem"))
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ln.Close()
	if err := New(authority, echo).Serve(t.Context(), ln); err == nil || !strings.Contains(err.Error(), "serving on 127.0.0.1") {
		t.Error(err)
	}
}

func TestConnectionsBeyondTheLimitWait(t *testing.T) {
	inside, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ln := newLimited(inside, 1)
	for range 2 {
		conn, err := net.Dial("tcp", ln.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
	}
	first, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	accepted := make(chan error, 1)
	go func() {
		_, err := ln.Accept()
		accepted <- err
	}()
	select {
	case <-accepted:
		t.Fatal("accepted beyond the limit")
	default:
	}
	first.Close()
	first.Close() // a second time frees no second slot
	if err := <-accepted; err != nil {
		t.Fatal(err)
	}
	go func() {
		_, err := ln.Accept()
		accepted <- err
	}()
	ln.Close()
	if err := <-accepted; err == nil {
		t.Error("accepted after Close")
	}
}
