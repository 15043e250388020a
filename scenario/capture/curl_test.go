package capture

import (
	"slices"
	"testing"
)

func TestWordsArePartedAsAShellDoes(t *testing.T) {
	for text, want := range map[string][]string{
		`curl a  b`:                   {"curl", "a", "b"},
		`curl 'a b' "c d" e\ f`:       {"curl", "a b", "c d", "e f"},
		`curl "a\"b\\c\$d\x" 'e\'`:    {"curl", `a"b\c$d\x`, `e\`},
		`curl $'a\n\'\x41\u00e9\t\q'`: {"curl", "a\n'Aé\tq"},
		"curl a \\\n  b":              {"curl", "a", "b"},
		"curl \"a\\\nb\"":             {"curl", "ab"},
		`curl ''`:                     {"curl", ""},
		`curl a#b`:                    {"curl", "a#b"},
		"curl a # the rest\n":         {"curl", "a"},
		"curl ^\r\n  ^\"a^%20b^\"":    {"curl", "a%20b"},
		`curl ^"^{^\^"a^\^":1^}^"`:    {"curl", `{"a":1}`},
		"curl 'a\nb'":                 {"curl", "a\nb"},
		"curl https://a/b?x=1&y=2":    {"curl", "https://a/b?x=1&y=2"},
		"curl a &":                    {"curl", "a"},
	} {
		commands, err := shellWords(text)
		if err != nil || len(commands) != 1 {
			t.Errorf("%q: %v, %v", text, commands, err)
			continue
		}
		var got []string
		for _, w := range commands[0].words {
			got = append(got, w.text)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestOptionsOfCurlMakeTheRequest(t *testing.T) {
	for command, want := range map[string]struct{ method, url, header, body string }{
		"curl https://a.test/x":                              {"GET", "https://a.test/x", "", ""},
		"curl a.test:80/x":                                   {"GET", "http://a.test:80/x", "", ""},
		"curl --url https://a.test -X DELETE":                {"DELETE", "https://a.test/", "", ""},
		"curl -XPUT -d a=1 -d b=2 https://a.test":            {"PUT", "https://a.test/", "Content-Type=application/x-www-form-urlencoded", "a=1&b=2"},
		"curl --data-urlencode 'a=x y' https://a.test":       {"POST", "https://a.test/", "Content-Type=application/x-www-form-urlencoded", "a=x+y"},
		"curl -sSLk --compressed -H 'a: b:c' https://a.test": {"GET", "https://a.test/", "a=b:c", ""},
		"curl --json '{}' https://a.test":                    {"POST", "https://a.test/", "Content-Type=application/json", "{}"},
		"curl -u me:secret https://a.test":                   {"GET", "https://a.test/", "Authorization=Basic me:secret", ""},
		"curl -b a=1 https://a.test":                         {"GET", "https://a.test/", "Cookie=a=1", ""},
		"curl -I https://a.test":                             {"HEAD", "https://a.test/", "", ""},
		"curl -o out.txt --max-time=3 https://a.test":        {"GET", "https://a.test/", "", ""},
		"/usr/bin/curl -d @file https://me:pw@A.test":        {"GET", "https://a.test/", "", ""},
	} {
		c, err := ReadCurl([]byte(command))
		if err != nil {
			t.Errorf("%s: %v", command, err)
			continue
		}
		e := c.Exchanges[0]
		if e.Method != want.method || e.Origin+e.Path != want.url || fields(e.Header) != want.header || string(e.Body) != want.body {
			t.Errorf("%s: %s %s%s, %q, %q", command, e.Method, e.Origin, e.Path, fields(e.Header), e.Body)
		}
	}
}
