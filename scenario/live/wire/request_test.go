package wire

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
	"testing"

	"github.com/wxload/wxload/client/wx"
)

func TestARequestIsWrittenAsItGoesOverTheWire(t *testing.T) {
	const rest = "User-Agent: wxload\r\n"
	for name, test := range map[string]struct {
		request wx.Request
		more    int64
		want    string
	}{
		"plain":        {wx.Request{URL: "http://a:81/b?c=d"}, 0, "GET /b?c=d HTTP/1.1\r\nHost: a:81\r\n" + rest + "\r\n"},
		"canonical":    {wx.Request{URL: "http://a", Header: []wx.Header{{Name: "x-TOKEN", Value: "t"}}}, 0, "GET / HTTP/1.1\r\nHost: a\r\n" + rest + "X-Token: t\r\n\r\n"},
		"the last one": {wx.Request{URL: "http://a", Header: []wx.Header{{Name: "A", Value: "1"}, {Name: "B", Value: "2"}, {Name: "a", Value: "3"}}}, 0, "GET / HTTP/1.1\r\nHost: a\r\n" + rest + "B: 2\r\nA: 3\r\n\r\n"},
		"its own":      {wx.Request{URL: "http://a", Header: []wx.Header{{Name: "user-agent", Value: "me"}, {Name: "host", Value: "b"}, {Name: "Content-length", Value: "7"}, {Name: "Transfer-Encoding", Value: "x"}, {Name: "trailer", Value: "x"}}}, 0, "GET / HTTP/1.1\r\nHost: b\r\nUser-Agent: me\r\n\r\n"},
		"a body":       {wx.Request{Method: "POST", URL: "http://a", Body: []byte("{}"), Header: []wx.Header{{Name: "Content-Type", Value: "application/json"}}}, 0, "POST / HTTP/1.1\r\nHost: a\r\n" + rest + "Content-Type: application/json\r\nAccept: application/json\r\nContent-Length: 2\r\n\r\n{}"},
		"a file":       {wx.Request{Method: "POST", URL: "http://a", Body: []byte("form")}, 100, "POST / HTTP/1.1\r\nHost: a\r\n" + rest + "Content-Length: 104\r\n\r\nform"},
		"no body":      {wx.Request{Method: "PUT", URL: "http://a"}, 0, "PUT / HTTP/1.1\r\nHost: a\r\n" + rest + "Content-Length: 0\r\n\r\n"},
		"none allowed": {wx.Request{Method: "GET", URL: "http://a", Body: []byte("x")}, 0, "GET / HTTP/1.1\r\nHost: a\r\n" + rest + "\r\n"},
		"accepts":      {wx.Request{URL: "http://a", Header: []wx.Header{{Name: "Content-Type", Value: "text/xml"}, {Name: "accept", Value: "*/*"}}}, 0, "GET / HTTP/1.1\r\nHost: a\r\n" + rest + "Content-Type: text/xml\r\nAccept: */*\r\n\r\n"},
		"a password":   {wx.Request{URL: "http://u:p@a/"}, 0, "GET / HTTP/1.1\r\nHost: a\r\n" + rest + "Authorization: Basic dTpw\r\n\r\n"},
		"a token":      {wx.Request{URL: "http://u:p@a/", Header: []wx.Header{{Name: "Authorization", Value: "t"}}}, 0, "GET / HTTP/1.1\r\nHost: a\r\n" + rest + "Authorization: t\r\n\r\n"},
	} {
		leg, err := First(&test.request)
		if err != nil {
			t.Fatal(name, err)
		}
		got, err := AppendRequest([]byte("x"), &test.request, &leg, test.more)
		if want := "x" + test.want; err != nil || string(got) != want {
			t.Errorf("%s: %v\n got %q\nwant %q", name, err, got, want)
		}
	}
}

func TestWhatWouldNotStayWhatItIsDoesNotLeave(t *testing.T) {
	for name, test := range map[string]struct {
		request wx.Request
		want    Error
	}{
		"method":    {wx.Request{Method: "GET /\r\n", URL: "http://a"}, ErrMethod},
		"URL":       {wx.Request{URL: "http://a/\nb"}, ErrURL},
		"a name":    {wx.Request{URL: "http://a", Header: []wx.Header{{Name: "A b", Value: "c"}}}, ErrHeader},
		"no name":   {wx.Request{URL: "http://a", Header: []wx.Header{{Value: "c"}}}, ErrHeader},
		"a value":   {wx.Request{URL: "http://a", Header: []wx.Header{{Name: "A", Value: "b\r\nc: d"}}}, ErrHeader},
		"an unsent": {wx.Request{URL: "http://a", Header: []wx.Header{{Name: "A", Value: "b\n"}, {Name: "A", Value: "b"}}}, ErrHeader},
		"the host":  {wx.Request{URL: "http://a", Header: []wx.Header{{Name: "Host", Value: "b\n"}}}, ErrHeader},
	} {
		leg, err := First(&test.request)
		if err == nil {
			_, err = AppendRequest(nil, &test.request, &leg, 0)
		}
		if !errors.Is(err, test.want) {
			t.Errorf("%s: got %v, want %v", name, err, test.want)
		}
	}
}

// FuzzRequest reads with net/http what was written, and finds what was to be sent.
func FuzzRequest(f *testing.F) {
	f.Add("", "http://a/b?c=d", "X-Token", "t", []byte(nil))
	f.Add("POST", "https://中.example:8443/{id}/%e4?q=a b&中=\"<>", "Content-Type", "application/json", []byte(`{"a":1}`))
	f.Add("DELETE", "http://u:p@[::1]:80?", "Host", "other", []byte("x"))
	f.Add("HEAD", "HTTP://A:/", "cookie", "a\x01b", []byte("x"))
	f.Add("G T", "http://127.0.0.1:99999/", "A\r\n", "b", []byte{})
	f.Add("PUT", "http:opaque", "trailer", " ", []byte{})
	f.Fuzz(func(t *testing.T, method, address, name, value string, body []byte) {
		r := &wx.Request{Method: method, URL: address, Header: []wx.Header{{Name: "A", Value: "first"}, {Name: name, Value: value}}, Body: body}
		leg, err := First(r)
		if err != nil {
			return
		}
		sent, err := AppendRequest(nil, r, &leg, 0)
		if err != nil {
			return
		}
		got, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(sent)))
		if err != nil {
			if !isText([]byte(value)) || strings.HasPrefix(leg.URL.Target, "//") && leg.Method == "CONNECT" {
				return // a server may well refuse that
			}
			t.Fatalf("%q: %v", sent, err)
		}
		checkSent(t, got, r, &leg)
	})
}

func checkSent(t *testing.T, got *http.Request, r *wx.Request, leg *Leg) {
	u, err := url.Parse(r.URL)
	if err != nil {
		t.Fatalf("%q was taken for a URL", r.URL)
	}
	if want, _ := url.Parse(u.EscapedPath()); got.Method != leg.Method || want != nil && want.Host == "" && got.URL.Path != want.Path && u.EscapedPath() != "" {
		t.Errorf("got %s %s of %q", got.Method, got.URL, r.URL)
	}
	want := r.Body
	if leg.Method == "GET" || leg.Method == "HEAD" || leg.Method == "OPTIONS" {
		want = nil
	}
	if body, err := io.ReadAll(got.Body); err != nil || !bytes.Equal(body, want) {
		t.Errorf("got the body %q, %v, want %q", body, err, want)
	}
	last := r.Header[1]
	if name := textproto.CanonicalMIMEHeaderKey(last.Name); !isOwn(name) {
		if value := got.Header[name]; len(value) != 1 || value[0] != strings.Trim(last.Value, " \t") {
			t.Errorf("got %s: %q, want %q", name, value, last.Value)
		}
	}
}

func TestNoTextOfAnErrorHoldsWhatWasSent(t *testing.T) {
	for _, address := range []string{
		"http://127.0.0.1:secret/", "http://127.0.0.1:99999/?secret", "http://[::secret", "secret", "file:///secret", "http:///secret", "http://a/\x01secret", "http://a:/\x7fsecret",
	} {
		if _, err := First(&wx.Request{URL: address}); !errors.Is(err, ErrURL) || strings.Contains(err.Error()+ErrURL.Platform().ErrMsg, "secret") {
			t.Errorf("%q: %v", address, err)
		}
	}
}
