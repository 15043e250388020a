package transport_test

import (
	"bytes"
	"compress/gzip"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/client/wx/errno"
	"github.com/wxload/wxload/scenario/live/internal/hostile"
	"github.com/wxload/wxload/scenario/live/transport"
)

func newClient(t *testing.T, c transport.Config) *transport.Client {
	t.Helper()
	c.Clients = max(c.Clients, 1)
	client := transport.New(c).Client(0)
	t.Cleanup(client.Close)
	return client
}

func TestRequestArrivesAsTheCallerSetIt(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s %s %s %q %d", r.Method, r.RequestURI, r.Header.Get("X-Token"), body, r.ContentLength)
	}))
	defer server.Close()
	client := newClient(t, transport.Config{})
	header := []wx.Header{{Name: "x-token", Value: "t"}}
	for _, test := range []struct {
		request wx.Request
		want    string
	}{
		{wx.Request{URL: "/a?b=c%20d&e="}, `GET /a?b=c%20d&e= t "" 0`},
		{wx.Request{URL: ""}, `GET / t "" 0`},
		{wx.Request{Method: "POST", URL: "/p", Body: []byte(`{"a":1}`)}, `POST /p t "{\"a\":1}" 7`},
		{wx.Request{Method: "POST", URL: "/p"}, `POST /p t "" 0`},
		{wx.Request{Method: "PUT", URL: "/p", Body: []byte("x")}, `PUT /p t "x" 1`},
		{wx.Request{Method: "DELETE", URL: "/%E4%B8%AD/{id}"}, `DELETE /%E4%B8%AD/%7Bid%7D t "" 0`},
		{wx.Request{Method: "OPTIONS", URL: "/o"}, `OPTIONS /o t "" 0`},
	} {
		test.request.URL = server.URL + test.request.URL
		test.request.Header = header
		test.request.Caller = 7
		got, err := client.Call(&test.request).Do()
		if err != nil || string(got.Body) != test.want || got.Caller != 7 || got.Status != 200 {
			t.Errorf("got %+v, %v, want %s", got, err, test.want)
		}
	}
}

func TestAnswersOfEveryKindAreRead(t *testing.T) {
	long := strings.Repeat("0123456789", 100_000)
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	io.WriteString(w, long)
	w.Close()
	for _, test := range []struct {
		name, method, answer string
		status               int
		body                 string
	}{
		{"length", "GET", ok, 200, "ok"},
		{"error status", "GET", "HTTP/1.1 503 No\r\nContent-Length: 4\r\n\r\nbusy", 503, "busy"},
		{"empty", "GET", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, ""},
		{"long", "GET", fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(long), long), 200, long},
		{"chunked", "GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3;x=y\r\ncde\r\n0\r\nT: u\r\n\r\n", 200, "abcde"},
		{"packed", "GET", fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s", packed.Len(), packed.String()), 200, long},
		{"no content", "GET", "HTTP/1.1 204 No Content\r\n\r\n", 204, ""},
		{"not modified", "GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", 304, ""},
		{"head", "HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", 200, ""},
		{"informational", "GET", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + ok, 200, "ok"},
		{"redirect to nowhere", "GET", "HTTP/1.1 302 Found\r\nContent-Length: 2\r\n\r\nok", 302, "ok"},
	} {
		script := hostile.Answering(test.answer)
		for _, server := range []*hostile.Server{hostile.Serve(t, script), hostile.ServeTLS(t, hostile.Certificate{}, script)} {
			t.Run(test.name+" "+server.URL[:5], func(t *testing.T) {
				client := newClient(t, transport.Config{TLS: &tls.Config{InsecureSkipVerify: true}})
				for range 2 {
					got, err := client.Call(&wx.Request{Method: test.method, URL: server.URL}).Do()
					if err != nil || got.Status != test.status || string(got.Body) != test.body {
						t.Fatalf("got %+v, %v, want %d and %d bytes", got, err, test.status, len(test.body))
					}
				}
				if n := server.Connections.Load(); n != 1 {
					t.Errorf("2 requests went over %d connections, want 1 kept alive", n)
				}
			})
		}
	}
}

func TestBodyUntilCloseIsRead(t *testing.T) {
	server := hostile.Serve(t, hostile.AnsweringOnce("HTTP/1.1 200 OK\r\n\r\nto the end"))
	got, err := newClient(t, transport.Config{}).Call(&wx.Request{URL: server.URL}).Do()
	if err != nil || string(got.Body) != "to the end" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestRedirectsAreFollowedAsOnADevice(t *testing.T) {
	for _, test := range []struct {
		method string
		status int
		want   string
	}{
		{"POST", 301, "GET "}, {"POST", 302, "GET "}, {"POST", 303, "GET "},
		{"POST", 307, "POST body"}, {"POST", 308, "POST body"},
		{"GET", 301, "GET "}, {"GET", 307, "GET "},
	} {
		mux := http.NewServeMux()
		mux.HandleFunc("/from", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/to", test.status)
		})
		mux.HandleFunc("/to", func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			fmt.Fprintf(w, "%s %s", r.Method, body)
		})
		server := httptest.NewServer(mux)
		r := &wx.Request{Method: test.method, URL: server.URL + "/from"}
		if test.method == "POST" {
			r.Body = []byte("body")
		}
		call := newClient(t, transport.Config{}).Call(r)
		got, err := call.Do()
		if err != nil || string(got.Body) != test.want || call.Stats().Redirects != 1 {
			t.Errorf("%s, %d: got %+v, %v, want %q", test.method, test.status, got, err, test.want)
		}
		server.Close()
	}
}

func TestHostsThatAreNotAllowedAreNotConnectedTo(t *testing.T) {
	forbidden := hostile.Serve(t, hostile.Answering(ok))
	location := strings.Replace(forbidden.URL, "127.0.0.1", "localhost", 1)
	redirecting := hostile.Serve(t, hostile.Answering("HTTP/1.1 307 Go\r\nLocation: "+location+"\r\nContent-Length: 0\r\n\r\n"))
	onward := hostile.Serve(t, hostile.Answering("HTTP/1.1 302 Go\r\nLocation: "+redirecting.URL+"\r\nContent-Length: 0\r\n\r\n"))
	client := newClient(t, transport.Config{AllowHost: func(host string) bool { return host == "127.0.0.1" }})
	for from, redirects := range map[string]bool{location: false, redirecting.URL: true, onward.URL: true} {
		for _, method := range []string{"GET", "POST"} {
			_, err := client.Call(&wx.Request{Method: method, URL: from + "/?token=secret"}).Do()
			checkFailure(t, err, "url not in domain list", errno.Domain)
			if to, is := errors.AsType[*transport.RedirectError](err); is != redirects || is && to.Host != "localhost" {
				t.Errorf("%s %s: redirected %v to %+v", method, from, is, to)
			}
		}
	}
	if n := forbidden.Connections.Load(); n != 0 {
		t.Errorf("the forbidden host saw %d connections", n)
	}
}

func TestBadRequestsNeverLeave(t *testing.T) {
	server := hostile.Serve(t, hostile.Answering(ok))
	for _, test := range []struct {
		name    string
		request wx.Request
		want    string
		errno   int
	}{
		{"relative URL", wx.Request{URL: "/test?token=secret"}, "invalid url", errno.InvalidURL},
		{"empty URL", wx.Request{}, "invalid url", errno.InvalidURL},
		{"URL with a control character", wx.Request{URL: server.URL + "/\n?secret"}, "invalid url", errno.InvalidURL},
		{"URL with a bad port", wx.Request{URL: "http://127.0.0.1:secret/"}, "invalid url", errno.InvalidURL},
		{"URL with a port that is none", wx.Request{URL: "http://127.0.0.1:99999/?secret"}, "invalid url", errno.InvalidURL},
		{"other scheme", wx.Request{URL: "file:///etc/secret"}, "invalid url", errno.InvalidURL},
		{"header value with a line end", wx.Request{URL: server.URL, Header: []wx.Header{{Name: "A", Value: "secret\r\nB: c"}}}, "invalid header", errno.Unknown},
		{"header name with a space", wx.Request{URL: server.URL, Header: []wx.Header{{Name: "A secret", Value: "b"}}}, "invalid header", errno.Unknown},
		{"Host with a line end", wx.Request{URL: server.URL, Header: []wx.Header{{Name: "Host", Value: "a\r\nB: c"}}}, "invalid header", errno.Unknown},
		{"method with a line end", wx.Request{Method: "GET /secret\r\n", URL: server.URL}, "invalid method", errno.Unknown},
	} {
		t.Run(test.name, func(t *testing.T) {
			call := newClient(t, transport.Config{}).Call(&test.request)
			_, err := call.Do()
			checkFailure(t, err, test.want, test.errno)
			if call.Stats().Sent {
				t.Error("Sent says that the request left")
			}
		})
	}
	if n := server.Requests.Load(); n != 0 {
		t.Errorf("the server saw %d requests", n)
	}
}

func TestTLS(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, r.Proto)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	trusting := server.Client().Transport.(*http.Transport).TLSClientConfig
	client := newClient(t, transport.Config{TLS: trusting})
	var connects int
	for range 3 {
		call := client.Call(&wx.Request{URL: server.URL})
		got, err := call.Do()
		if err != nil || string(got.Body) != "HTTP/1.1" {
			t.Fatalf("got %+v, %v", got, err)
		}
		if call.Stats().Connect > 0 {
			connects++
		}
	}
	if connects != 1 {
		t.Errorf("3 requests connected %d times, want once", connects)
	}
	_, err := newClient(t, transport.Config{}).Call(&wx.Request{URL: server.URL}).Do()
	checkFailure(t, err, "ERR_CERT_AUTHORITY_INVALID", errno.Network)
	plain := hostile.Serve(t, hostile.AnsweringOnce(ok))
	_, err = client.Call(&wx.Request{URL: strings.Replace(plain.URL, "http", "https", 1)}).Do()
	checkFailure(t, err, "ERR_", errno.Network)
}

func TestClientsHaveConnectionsOfTheirOwnUnlessTheyShare(t *testing.T) {
	for _, test := range []struct{ shared, want int }{{0, 3}, {2, 1}} {
		server := hostile.Serve(t, hostile.Answering(ok))
		tr := transport.New(transport.Config{Clients: 3, Shared: test.shared})
		for number := range 3 {
			client := tr.Client(number)
			if _, err := client.Call(&wx.Request{URL: server.URL}).Do(); err != nil {
				t.Fatal(err)
			}
			defer client.Close()
		}
		if n := int(server.Connections.Load()); n != test.want {
			t.Errorf("3 clients, %d shared connections: %d were opened, want %d", test.shared, n, test.want)
		}
		tr.Close()
	}
}

func TestClientUsesNoMoreConnectionsThanItHas(t *testing.T) {
	server := hostile.Serve(t, hostile.Answering(ok))
	client := newClient(t, transport.Config{Connections: 3})
	var calls sync.WaitGroup
	for range 50 {
		calls.Go(func() {
			if _, err := client.Call(&wx.Request{URL: server.URL}).Do(); err != nil {
				t.Error(err)
			}
		})
	}
	calls.Wait()
	if n := server.Connections.Load(); n > 3 || server.Requests.Load() != 50 {
		t.Errorf("50 calls made %d requests over %d connections, want at most 3", server.Requests.Load(), n)
	}
}

func TestStatsCountBytes(t *testing.T) {
	server := hostile.Serve(t, hostile.Answering(ok))
	u, _ := url.Parse(server.URL)
	call := newClient(t, transport.Config{}).Call(&wx.Request{Method: "POST", URL: server.URL + "/x", Body: []byte("body"),
		Header: []wx.Header{{Name: "Content-Type", Value: "text/plain"}}})
	if _, err := call.Do(); err != nil {
		t.Fatal(err)
	}
	sent := "POST /x HTTP/1.1\r\nHost: " + u.Host + "\r\nUser-Agent: wxload\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nbody"
	if got := call.Stats(); got.BytesOut != int64(len(sent)) || got.BytesIn != int64(len(ok)) || !got.Sent {
		t.Errorf("got %+v, want %d bytes out and %d in", got, len(sent), len(ok))
	}
}
