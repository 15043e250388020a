package wire

import (
	"errors"
	"net/url"
	"testing"
)

func TestURLsAreReadAsNetURLDoes(t *testing.T) {
	for text, want := range map[string]URL{
		"http://a":                            {false, "a", "/", ""},
		"https://a.b:443/c/d?e=f&g":           {true, "a.b:443", "/c/d?e=f&g", ""},
		"http://a?b":                          {false, "a", "/?b", ""},
		"http://a/?":                          {false, "a", "/?", ""},
		"HTTP://A:/b#c":                       {false, "A", "/b", ""},
		"http://a/中/{id}":                     {false, "a", "/%E4%B8%AD/%7Bid%7D", ""},
		"http://a/%e4%B8%AD":                  {false, "a", "/%e4%B8%AD", ""},
		"http://a/b?c=d e&中=\"<>'%":           {false, "a", "/b?c=d%20e&%E4%B8%AD=%22%3C%3E'%", ""},
		"http://[::1]:80/a":                   {false, "[::1]:80", "/a", ""},
		"http://u:p@a/":                       {false, "a", "/", "Basic dTpw"},
		"http://u@a/":                         {false, "a", "/", "Basic dTo="},
		"http://a_b/c;d,e":                    {false, "a_b", "/c;d,e", ""},
		"http://a//b":                         {false, "a", "//b", ""},
		"http://a:65535/!$&'()*+,;=:@~-_.%20": {false, "a:65535", "/!$&'()*+,;=:@~-_.%20", ""},
	} {
		if got, err := ParseURL(text); err != nil || got != want {
			t.Errorf("%s: got %+v, %v, want %+v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "/a", "a", "//a/b", "ftp://a", "http:", "http://", "http:///a", "http://:80/", "http://a:65536/", "http://a:b/", "http://a b/", "http://a/%zz", "http://a/\n"} {
		if got, err := ParseURL(text); !errors.Is(err, ErrURL) {
			t.Errorf("%q: got %+v, %v", text, got, err)
		}
	}
}

// FuzzURL compares the short way to read a URL with the long one.
func FuzzURL(f *testing.F) {
	for _, seed := range []string{"http://a/b?c=d", "https://a.b-c:8080/%20/?x?y#z", "http://a:0080", "http://a:/", "http://-/;,*'", "http://a?b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		short, ok := parsePlain(text)
		if !ok {
			return
		}
		parsed, err := url.Parse(text)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if long, err := fromParsed(parsed); err != nil || long != short {
			t.Errorf("%q: got %+v, want %+v, %v", text, short, long, err)
		}
		if parsed.RequestURI() != short.Target {
			t.Errorf("%q: target %s, want %s", text, short.Target, parsed.RequestURI())
		}
	})
}
