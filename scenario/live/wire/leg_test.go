package wire

import (
	"errors"
	"strings"
	"testing"

	"github.com/wxload/wxload/client/wx"
)

// redirected is what the request sends after redirects, each "STATUS LOCATION".
func redirected(t *testing.T, r *wx.Request, redirects ...string) (sent string, leg Leg) {
	t.Helper()
	leg, err := First(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, redirect := range redirects {
		status, location, _ := strings.Cut(redirect, " ")
		code := int(status[0]-'0')*100 + int(status[2]-'0')
		next, follow, err := leg.Redirect(code, location)
		if err != nil || !follow {
			t.Fatalf("%s: follow %v, %v", redirect, follow, err)
		}
		leg = next
	}
	b, err := AppendRequest(nil, r, &leg, 0)
	if err != nil {
		t.Fatal(err)
	}
	return string(b), leg
}

func TestRedirectsLeadWhereBrowsersGo(t *testing.T) {
	for _, test := range []struct {
		method    string
		redirects []string
		want      string // request line, host and body
	}{
		{"POST", []string{"301 /to"}, "GET /to a:80 "},
		{"POST", []string{"302 to?x=1"}, "GET /from/to?x=1 a:80 "},
		{"PUT", []string{"303 //b/c"}, "GET /c b "},
		{"HEAD", []string{"302 https://b"}, "HEAD / b "},
		{"POST", []string{"307 ?y"}, "POST /from/here?y a:80 body"},
		{"DELETE", []string{"308 ../up#frag"}, "DELETE /up a:80 body"},
		{"POST", []string{"302 /to", "307 /on"}, "GET /on a:80 "},
		{"POST", []string{"307 /to", "308 /on", "303 /end"}, "GET /end a:80 "},
		{"POST", []string{"307 http://b/中 文"}, "POST /%E4%B8%AD%20%E6%96%87 b body"},
	} {
		r := &wx.Request{Method: test.method, URL: "http://a:80/from/here?x", Body: []byte("body")}
		sent, leg := redirected(t, r, test.redirects...)
		head, body, _ := strings.Cut(sent, "\r\n\r\n")
		lines := strings.Split(head, "\r\n")
		got := strings.TrimSuffix(lines[0], " HTTP/1.1") + " " + strings.TrimPrefix(lines[1], "Host: ") + " " + body
		if got != test.want || leg.Redirects != len(test.redirects) {
			t.Errorf("%s %q: got %q after %d, want %q", test.method, test.redirects, got, leg.Redirects, test.want)
		}
	}
}

func TestHeadersGoAlongOnlyWhereTheyMay(t *testing.T) {
	header := []wx.Header{{Name: "authorization", Value: "secret"}, {Name: "Cookie", Value: "secret"}, {Name: "X-Token", Value: "t"},
		{Name: "Content-Type", Value: "text/plain"}, {Name: "Referer", Value: "r"}, {Name: "Host", Value: "virtual"}}
	for name, test := range map[string]struct {
		redirects           []string
		secret, kind, hosts bool
	}{
		"the same host":          {[]string{"307 /b"}, true, true, true},
		"another port":           {[]string{"307 http://example.com:81/"}, true, true, false},
		"in other letters":       {[]string{"307 http://EXAMPLE.com/"}, true, true, false},
		"below it":               {[]string{"307 http://api.example.com/"}, true, true, false},
		"another host":           {[]string{"307 http://b.com/"}, false, true, false},
		"no real subdomain":      {[]string{"307 http://evilexample.com/"}, false, true, false},
		"above it":               {[]string{"307 http://com/"}, false, true, false},
		"there and back":         {[]string{"307 http://b.com/", "307 http://example.com/"}, false, true, false},
		"a GET":                  {[]string{"302 /b"}, true, false, true},
		"a GET, then the method": {[]string{"302 /b", "307 /c"}, true, false, true},
		"another host by path":   {[]string{"307 //b.com/c"}, false, true, false},
	} {
		r := &wx.Request{Method: "POST", URL: "http://example.com/a", Header: header, Body: []byte("x")}
		sent, _ := redirected(t, r, test.redirects...)
		if strings.Contains(sent, "secret") != test.secret || strings.Contains(sent, "Content-Type") != test.kind || strings.Contains(sent, "Host: virtual") != test.hosts {
			t.Errorf("%s: sent %q", name, sent)
		}
		if !strings.Contains(sent, "X-Token: t\r\n") || !strings.Contains(sent, "Referer: r\r\n") {
			t.Errorf("%s: a header is lost: %q", name, sent)
		}
	}
}

func TestAPasswordInTheURLStaysAtItsHost(t *testing.T) {
	r := &wx.Request{URL: "http://u:p@a/"}
	for location, want := range map[string]string{"/b": "Basic dTpw", "http://a/b": "", "//b/c": "", "http://x:y@b/": "Basic eDp5"} {
		sent, _ := redirected(t, r, "302 "+location)
		_, got, _ := strings.Cut(sent, "Authorization: ")
		if got, _, _ := strings.Cut(got, "\r\n"); got != want {
			t.Errorf("%s: sent %q, want %q", location, got, want)
		}
	}
}

func TestWhatIsNoRedirectIsTheAnswer(t *testing.T) {
	leg, _ := First(&wx.Request{URL: "http://a"})
	for _, status := range []int{200, 201, 300, 304, 305, 306, 400} {
		if _, follow, err := leg.Redirect(status, "/b"); follow || err != nil {
			t.Errorf("%d: follow %v, %v", status, follow, err)
		}
	}
	if _, follow, err := leg.Redirect(302, ""); follow || err != nil {
		t.Errorf("without a Location: follow %v, %v", follow, err)
	}
}

func TestRedirectsThatCannotBeFollowedFail(t *testing.T) {
	leg, _ := First(&wx.Request{URL: "http://a"})
	for _, location := range []string{"ftp://b/secret", "http://[::secret", "http://b:99999/secret", "http:///secret", "\x01secret"} {
		if _, follow, err := leg.Redirect(302, location); follow || !errors.Is(err, ErrURL) {
			t.Errorf("%s: follow %v, %v", location, follow, err)
		}
	}
	for n := 1; ; n++ {
		next, follow, err := leg.Redirect(302, "/again")
		if !follow {
			if n != maxRedirects+1 || !errors.Is(err, ErrRedirects) {
				t.Errorf("the redirect number %d: %v", n, err)
			}
			return
		}
		leg = next
	}
}
