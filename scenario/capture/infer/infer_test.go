package infer

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/scenario/capture"
)

// step is an exchange, shortly: "METHOD /path?query", headers as "Name: value", the body,
// the status and the body of the answer.
type step struct {
	call   string
	header string // lines
	body   string
	status int // 0 is 200
	answer string
	cookie string // that the answer sets
	gives  string // a header of the answer
}

// recorded is a capture of steps, a tenth of a second apart.
func recorded(steps ...step) *capture.Capture {
	c := &capture.Capture{Format: "HAR", Recorded: true}
	for n, s := range steps {
		method, target, _ := strings.Cut(s.call, " ")
		path, query, _ := strings.Cut(target, "?")
		e := capture.Exchange{Place: fmt.Sprintf("log.entries[%d]", n), Start: time.Unix(int64(n)/10, int64(n)%10*1e8),
			Method: method, Origin: "https://api.test", Path: path, Query: capture.ParseForm(query), Body: []byte(s.body)}
		for line := range strings.Lines(s.header) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
			e.Header = append(e.Header, capture.Field{Name: name, Value: value})
		}
		if s.status == 0 {
			s.status = 200
		}
		e.Answer = &capture.Answer{Status: s.status, Type: "application/json", Body: []byte(s.answer)}
		if s.cookie != "" {
			e.Answer.Header = append(e.Answer.Header, capture.Field{Name: "Set-Cookie", Value: s.cookie})
		}
		if name, value, has := strings.Cut(s.gives, ": "); has {
			e.Answer.Header = append(e.Answer.Header, capture.Field{Name: name, Value: value})
		}
		c.Exchanges = append(c.Exchanges, e)
	}
	return c
}

const (
	aCode    = "0a3Xy1Ga1Wz7tA0Kx2Ha1bQv4p3Xy1Gb"
	aToken   = "e5c1b0d4a7f84e1d9c0b"
	newToken = "f6d2c1e5b8a95f2e0d1c"
)

func login(path string) step {
	return step{call: "POST " + path, body: `{"code":"` + aCode + `"}`, answer: `{"code":0,"data":{"token":"` + aToken + `"}}`}
}

func get(path, header string) step {
	return step{call: "GET " + path, header: header, answer: `{"code":0,"data":{}}`}
}

func words(v any) string {
	out, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return strings.ReplaceAll(string(out), `"`, "")
}

func TestTheLoginIsWhatCarriesACodeAndGivesWhatOthersCarry(t *testing.T) {
	for name, c := range map[string]struct {
		steps        []step
		login, token string
	}{
		"JSON and a bearer token": {
			[]step{login("/user/login"), get("/me", "Authorization: Bearer "+aToken)},
			"POST /user/login body code data.token", "header Authorization 'Bearer '",
		},
		"a header of one's own": {
			[]step{{call: "GET /auth?jsCode=" + aCode + "&v=1", answer: `{"session":{"id":"` + aToken + `"}}`}, get("/me", "X-Session: "+aToken)},
			"GET /auth?v=1 query jsCode session.id", "header X-Session ''",
		},
		"the query": {
			[]step{login("/login"), get("/me?token="+aToken, "")},
			"POST /login body code data.token", "query token ''",
		},
		"a cookie": {
			[]step{{call: "POST /login", body: `{"code":"` + aCode + `"}`, answer: `{"code":0}`, cookie: "SID=" + aToken + "; Path=/; HttpOnly"}, get("/me", "Cookie: lang=zh; SID="+aToken)},
			"POST /login body code ", "cookie SID ''",
		},
		"a header of the login's answer": {
			[]step{{call: "POST /login", body: `{"code":"` + aCode + `"}`, answer: `{"code":0}`, gives: "X-New-Token: " + aToken}, get("/me", "Authorization: "+aToken)},
			"POST /login body code ", "header Authorization '' renewed by X-New-Token",
		},
		"headers of other answers": {
			[]step{login("/login"), {call: "GET /me", header: "Authorization: " + aToken, answer: `{"code":0}`, gives: "X-New-Token: " + newToken}, get("/a", "Authorization: "+newToken)},
			"POST /login body code data.token", "header Authorization '' renewed by X-New-Token",
		},
		"the code in a header": {
			[]step{{call: "GET /session", header: "X-WX-Code: " + aCode, answer: `{"skey":"` + aToken + `"}`}, get("/me", "X-WX-Skey: "+aToken)},
			"GET /session header X-WX-Code skey", "header X-WX-Skey ''",
		},
		"an SMS code before it": {
			[]step{
				{call: "POST /sms/login", body: `{"mobile":"13912345678","code":"123456"}`, answer: `{"code":500}`},
				login("/wx/login"), get("/me", "token: "+aToken),
			},
			"POST /wx/login body code data.token", "header token ''",
		},
		"a token from before the recording": {
			[]step{get("/a", "token: "+aToken), get("/b", "token: "+aToken)},
			"", "header token ''",
		},
		"no token that anybody carries": {
			[]step{login("/login"), get("/a", "")},
			"POST /login body code data.token", "",
		},
		"codes that are none": {
			[]step{get("/dict?code=sex", ""), {call: "POST /coupon", body: `{"couponCode":"` + aCode + `","code":7}`, answer: `{}`}},
			"", "",
		},
	} {
		found := Infer(recorded(c.steps...))
		login, token := "", ""
		if l := found.Login; l != nil {
			login = fmt.Sprint(l.Method, " ", l.Path, " ", l.Code.In, " ", l.Code.Name, " ", l.Token)
		}
		if k := found.Token; k != nil {
			token = fmt.Sprintf("%s %s '%s'", k.In, k.Name, k.Prefix)
			if k.Renewed != "" {
				token += " renewed by " + k.Renewed
			}
		}
		if login != c.login || token != c.token {
			t.Errorf("%s: login %q, want %q; token %q, want %q", name, login, c.login, token, c.token)
		}
	}
}

func TestALoginsOtherFieldsAreKeptOrFilledInByTheDevice(t *testing.T) {
	c := recorded(step{call: "POST /login", body: `{"wx":{"code":"` + aCode + `"},"phoneCode":"e31968a7f94cc5ee25fafc2aef2773f0bb8c3937b22520eb8ee345274d00c144","source":"mp","n":3,` +
		`"encryptedData":"abc==","iv":"r7BXXKkLb8qrSNn05n0qiA==","password":"hunter22","appSecret":"0123456789abcdef0123456789abcdef"}`,
		answer: `{"data":{"token":"` + aToken + `","expires_in":7200}}`}, get("/me", "token: "+aToken))
	l := Infer(c).Login
	want := `{"wx":{"code":"{{code}}"},"phoneCode":"{{phoneCode}}","source":"mp","n":3,"encryptedData":"{{encryptedData}}","iv":"{{iv}}","password":"removed","appSecret":"removed"}`
	if string(l.Body) != want || l.ExpiresIn != "data.expires_in" || !l.Seconds {
		t.Errorf("%s\n%+v", l.Body, l)
	}
}

func TestAFailureIsWhatALoginMends(t *testing.T) {
	expired := func(status int, answer string) []step {
		return []step{login("/login"), get("/a", "token: "+aToken), {call: "GET /b", header: "token: " + aToken, status: status, answer: answer},
			{call: "POST /login", body: `{"code":"` + aCode + `"}`, answer: `{"code":0,"data":{"token":"` + newToken + `"}}`}, get("/b", "token: "+newToken)}
	}
	for name, c := range map[string]struct {
		steps         []step
		failure, good string
	}{
		"HTTP 401":                 {expired(401, `{}`), "[401]  []", "code [0]"},
		"a code in the body":       {expired(200, `{"code":40101}`), "null code [40101]", "code [0]"},
		"HTTP 403 before a login":  {expired(403, ``), "[403]  []", "code [0]"},
		"a state in the data":      {expired(200, `{"code":0,"data":{"loginState":0}}`), "null data.loginState [0]", "code [0]"},
		"errors of GraphQL":        {expired(200, `{"errors":[{"message":"x","extensions":{"code":"UNAUTHENTICATED"}}],"data":null}`), "null errors.0.extensions.code [UNAUTHENTICATED]", "code [0]"},
		"an exception":             {expired(500, `{"status":500,"exception":"ExpiredJwtException"}`), "null exception [ExpiredJwtException]", "code [0]"},
		"a 500 without a word":     {expired(500, `{}`), "", "code [0]"},
		"nothing":                  {[]step{login("/login"), get("/a", "token: "+aToken)}, "", "code [0]"},
		"another error":            {[]step{login("/login"), {call: "GET /a", header: "token: " + aToken, answer: `{"code":7}`}, get("/b", "token: "+aToken), get("/c", "token: "+aToken)}, "", "code [0]"},
		"a 403 that nobody mended": {[]step{login("/login"), {call: "GET /a", header: "token: " + aToken, status: 403, answer: `{}`}}, "", "code [0]"},
	} {
		found := Infer(recorded(c.steps...))
		failure, good := "", ""
		if m := found.AuthFailure; m != nil {
			failure = words(m.Status) + " " + m.Path + " " + words(append([]json.RawMessage{}, m.Values...))
		}
		if m := found.Success; m != nil {
			good = m.Path + " " + words(m.Values)
		}
		if failure != c.failure || good != c.good {
			t.Errorf("%s: failure %q, want %q; success %q, want %q", name, failure, c.failure, good, c.good)
		}
		if n := len(found.Pages); n > 0 && name == "a code in the body" && len(found.Pages[0].Requests) != 2 {
			t.Errorf("%s: %+v", name, found.Pages)
		}
	}
}

func TestARefreshCarriesWhatTheLoginGaveForIt(t *testing.T) {
	found := Infer(recorded(
		step{call: "POST /login", body: `{"code":"` + aCode + `"}`, answer: `{"access_token":"` + aToken + `","refresh_token":"r-77aa01bcfe2299"}`},
		get("/a", "Authorization: Bearer "+aToken),
		step{call: "POST /oauth/token", body: `{"grant":"refresh","refresh_token":"r-77aa01bcfe2299"}`, answer: `{"access_token":"` + newToken + `"}`},
		get("/b", "Authorization: Bearer "+newToken),
	))
	r := found.Refresh
	if r == nil || r.Method+r.Path != "POST/oauth/token" || r.Where != (Where{"body", "refresh_token"}) || r.RefreshToken != "refresh_token" || r.Token != "access_token" {
		t.Fatalf("%+v", r)
	}
	if len(found.Pages) != 1 || len(found.Pages[0].Requests) != 2 {
		t.Errorf("the refresh is a page's: %+v", found.Pages)
	}
}

func TestValuesOfEarlierAnswersAreSaved(t *testing.T) {
	found := Infer(recorded(
		login("/login"),
		step{call: "GET /goods/list", header: "token: " + aToken, answer: `{"code":0,"data":[{"id":7001,"name":"a"},{"id":7002}]}`},
		step{call: "GET /goods/7002", header: "token: " + aToken, answer: `{"code":0,"data":{"skuNo":"S-00900"}}`},
		step{call: "POST /cart?goodsId=7002", header: "token: " + aToken, body: `{"sku":{"skuNo":"S-00900"},"count":7001}`, answer: `{"code":0}`},
		step{call: "GET /shop/88123", header: "token: " + aToken, answer: `{"code":0}`},
	))
	var got []string
	for _, page := range found.Pages {
		got = append(got, "page "+page.Name)
		for _, r := range page.Requests {
			got = append(got, strings.TrimSpace(fmt.Sprint(r.Name, " ", r.Method, " ", r.Path, " ", string(r.Body), " ", words(r.Save))))
		}
	}
	want := []string{
		"page goods", "goods.list GET /goods/list  [{Name:goods_id,Value:data.0.id}]",
		"page goods", "goods GET /goods/{{saved.goods_id}}  [{Name:skuNo,Value:data.skuNo}]",
		"page cart", `cart POST /cart?goodsId={{saved.goods_id}} {"sku":{"skuNo":"{{saved.skuNo}}"},"count":7001} null`,
		"shop GET /shop/88123  null",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
	if !slices.ContainsFunc(found.Unmapped, func(s string) bool { return strings.HasPrefix(s, "GET /shop/88123: no earlier answer") }) {
		t.Errorf("%q", found.Unmapped)
	}
}

func TestWhatNoScenarioHasIsTold(t *testing.T) {
	c := recorded(
		login("/login"), get("/a", "token: "+aToken+"\nsign: 11aa\nx-api-key: k-00000001\ntenant: 7"), get("/b", "token: "+aToken+"\nsign: 22bb\ntenant: 7"), get("/news", "sign: 33cc\ntenant: 7"),
		step{call: "POST /xml", header: "token: " + aToken, body: "<a/>", answer: `{"code":0}`},
		step{call: "PATCH /p", body: "{}", answer: `{"code":0}`}, step{call: "OPTIONS /a"}, step{call: "GET /x.png"},
	)
	c.Exchanges = append(c.Exchanges, capture.Exchange{Place: "o", Method: "GET", Origin: "https://api.test", Path: "/" + strings.Repeat("x", maxURL)},
		capture.Exchange{Place: "p", Method: "POST", Origin: "https://log.test", Path: "/c"},
		capture.Exchange{Place: "q", Method: "GET", Origin: "https://servicewechat.com", Path: "/c"},
		capture.Exchange{Place: "r", Method: "POST", Origin: "https://api.test", Path: "/photo", Upload: true, File: "image", Form: []capture.Field{{Name: "phone", Value: "13912345678"}}},
		capture.Exchange{Place: "s", Method: "PUT", Origin: "https://api.test", Path: "/photo", Upload: true})
	c.Notes = []capture.Note{{Place: "log.entries[9]", Text: "its request has no URL"}}
	found := Infer(c)
	want := []string{
		"the header sign, which is computed for each request",
		"the header x-api-key, which looks like a secret: if the backend needs it, add it to wrapper.header",
		"POST /xml: its body is neither JSON nor a form",
		"log.entries[9]: its request has no URL",
		"1 request to https://log.test, which is another origin than that of the others",
		"1 request: PATCH, which wx.request does not have",
		"1 request: WeChat's own",
		"1 request: of URLs with more than 1000 characters",
		"1 request: pictures, pages, scripts, styles and the like",
		"1 request: preflights and tunnels, which a device does not send",
		"1 request: uploads by another method than POST",
	}
	if !slices.Equal(found.Unmapped, want) {
		t.Errorf("%s", strings.Join(found.Unmapped, "\n"))
	}
	photo := found.Pages[len(found.Pages)-1].Upload
	if photo == nil || photo.Name != "photo" || photo.Field != "image" || string(photo.Body) != `{"phone":"13800000000"}` {
		t.Errorf("%+v", photo)
	}
	if !slices.Equal(found.Public, []string{"/news", "/photo"}) || found.Origin != "https://api.test" {
		t.Errorf("%q %s", found.Public, found.Origin)
	}
}
