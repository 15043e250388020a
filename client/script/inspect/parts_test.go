package inspect

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/wxload/wxload/client/wx"
)

func TestLiteralsAreFoundBesideWhatIsCompared(t *testing.T) {
	files := []file{newFile("a.js", `
if (res.data.errno === 501) x()
if (0 == data.code) y()
if (res.data['state'] !== "ok") z()
switch (body.result) { case 'GONE': break; case CODES.LATE: break }
if ([401, 403].includes(res.statusCode)) w()
if (code !== SUCCESS) v()
const SUCCESS = 200
if (typeof done === 'function' || typeof (res.done) == "object" || res.done === '') u()
`), newFile("codes.js", `module.exports = { LATE: 4001 }`)}
	all := comparisons(files)
	for name, want := range map[string]string{
		"errno": "501 a.js:2:14", "code": "0 a.js:3:15 !200 a.js:7:5", "result": `"GONE" a.js:5:29 4001 a.js:5:49`, "done": "",
		"statusCode": "401 a.js:6:29 403 a.js:6:29",
	} {
		var got []string
		for _, c := range all[name] {
			not := ""
			if c.not {
				not = "!"
			}
			got = append(got, not+c.value+" "+c.at.String())
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %s, want %s", name, strings.Join(got, " "), want)
		}
	}
}

func TestTheValueOfASuccessIsTheUsualOne(t *testing.T) {
	for want, all := range map[string][]compared{
		"0":       {{value: "501"}, {value: "0"}, {value: "501"}},
		"20000":   {{value: "40100"}, {value: "20000", not: true}},
		`"S1"`:    {{value: `"S1"`}},
		"true":    {{value: "false"}, {value: "true"}},
		`"0000"`:  {{value: `"4001"`}, {value: `"0000"`}},
		"1":       {{value: "-1"}, {value: "1"}},
		`"ready"`: {{value: "404"}, {value: `"ready"`}},
	} {
		if got := good(all); got[0] != want {
			t.Errorf("%v: %s, want %s", all, got[0], want)
		}
	}
}

func TestMarkersAreFoundWhereverARequestCarriesThem(t *testing.T) {
	for want, r := range map[string]*wx.Request{
		`wxc1w query "code" ""`:                  {Method: "GET", URL: "https://a.test/login?appid=1&code=wxc1w"},
		`wxl7w header "Authorization" "Bearer "`: {Method: "GET", URL: "https://a.test/", Header: []wx.Header{{Name: "Authorization", Value: "Bearer wxl7w"}}},
		`wxl7w cookie "sid" ""`:                  {Method: "GET", URL: "https://a.test/", Header: []wx.Header{{Name: "cookie", Value: "a=1; sid=wxl7w"}}},
		`wxc2w body "data.js_code" ""`:           {Method: "POST", URL: "https://a.test/", Body: []byte(`{"data":{"js_code":"wxc2w"}}`)},
		`wxc3w query "code" ""`:                  {Method: "GET", URL: "https://a.test/", Body: []byte(`{"code":"wxc3w"}`)},
		`wxc4w body "code" ""`:                   {Method: "POST", URL: "https://a.test/", Body: []byte(`x=%20&code=wxc4w`), Raw: true},
		`wxc5w body "" "code:"`:                  {Method: "POST", URL: "https://a.test/", Body: []byte(`code:wxc5w`), Raw: true},
		`wxc6w path "" "https://a.test/login/"`:  {Method: "GET", URL: "https://a.test/login/wxc6w"},
		`wxl8w header "T" ""`:                    {Method: "GET", URL: "https://a.test/", Header: []wx.Header{{Name: "T", Value: "WXL8W"}}},
	} {
		found := carriedBy(r)
		if len(found) != 1 {
			t.Errorf("%s: %d markers", want, len(found))
			continue
		}
		c := found[0]
		if got := fmt.Sprintf("%s %s %q %q", c.text, c.in, c.name, c.prefix); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestAMarkerStandsForItsPath(t *testing.T) {
	var m marks
	a, b := m.text("1.data"), m.text("1.data.token")
	if a == b || m.text("1.data") != a {
		t.Errorf("%s, %s", a, b)
	}
	if path, is := m.path(b); !is || path != "1.data.token" {
		t.Errorf("%s is %q", b, path)
	}
	for _, text := range []string{"wxl3w", "wxl1", "x", "", "wxl01w", "wxl1w!"} {
		if _, is := m.path(text); is {
			t.Errorf("%q is a marker", text)
		}
	}
}

func TestAnAnswerHasWhatTheCodeAskedFor(t *testing.T) {
	root := &node{}
	data := root.member("data")
	rows := data.member("rows")
	rows.array = true
	rows.member("0").member("id")
	data.member("bannerList")
	data.member("expires_in")
	title := data.member("title")
	title.text = true
	root.member("errno")
	root.member("error")
	root.member("info")
	const want = `{"data":{"rows":[{"id":"1"}],"bannerList":[],"expires_in":4102444800000,"title":"1"},"errno":0,"error":null,"info":{}}`
	if got := root.body(map[string]string{}, 1); got != want {
		t.Errorf("%s, want\n%s", got, want)
	}
	if got := root.body(map[string]string{"errno": "200"}, 1); !strings.Contains(got, `"errno":200`) {
		t.Errorf("%s", got)
	}
}

// The same code is understood in the same words, whenever it is asked.
func TestWhatIsFoundIsTheSameEachTime(t *testing.T) {
	var texts []string
	for range 2 {
		var b strings.Builder
		if err := inspected(t, "tap").WriteText(&b, "tap", nil); err != nil {
			t.Fatal(err)
		}
		texts = append(texts, b.String())
	}
	if texts[0] != texts[1] {
		t.Errorf("%s\n%s", texts[0], texts[1])
	}
}

func TestAppsThatDoNotEndAreCut(t *testing.T) {
	f := inspected(t, "storm")
	if !f.Storms || f.Login == nil || !slices.Contains(f.APIs.True, "wx.login") {
		t.Errorf("storms: %v, login: %v", f.Storms, f.Login)
	}
}

func TestAFunctionWhoseNameIsSharedGoesByItsPlace(t *testing.T) {
	in := &inspection{files: []file{newFile("a.js", `
function get(url) { return send('GET', url) }
const send = (method, url) => wx.request({ url, method })
class Cart { load() { return get('/cart') } get(name) { return this[name] } }
exports.post = (url) => send('POST', url); f(get(1), send(2))
`)}}
	for name, want := range map[string]bool{"get": true, "send": false, "post": false, "load": false, "": false} {
		if got := in.shared("a.js", name); got != want {
			t.Errorf("%q: shared %v, want %v", name, got, want)
		}
	}
	found := Found{Calls: []Call{{File: "a.js", Export: "send", Line: 3, Column: 7}, {File: "a.js", Export: "get", Line: 2, Column: 1, shared: true}}}
	if got := strings.Join(found.CallNames(), " "); got != "a.js#send a.js:2:1" {
		t.Errorf("the calls are called %s", got)
	}
}

func TestAPartThatIsShownWhateverItIsIsAText(t *testing.T) {
	root := &node{}
	for _, name := range []string{"text", "matrix"} {
		part := root.member(name)
		for range map[string]int{"text": 4, "matrix": 1}[name] {
			part.array = true
			part = part.member("0")
		}
		part.array = true
	}
	if got, want := root.body(map[string]string{}, 1), `{"text":"1","matrix":[[]]}`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
