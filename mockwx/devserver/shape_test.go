package devserver

import (
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestShapesAnswerAsTheirWrappersExpect(t *testing.T) {
	const plainLogin, plainOK = `{"code":0,"data":{"token":"t1"}}`, `{"code":0,"data":{"name":"A"}}`
	const plainFailure = `{"code":40100,"message":"token invalid","data":null}`
	for _, c := range []struct {
		shape              Shape
		header             string
		login, ok, failure string
		usual              int // HTTP status of an authentication failure
	}{
		{Template, "Authorization", `{"code":20000,"message":"ok","result":{"token":"t1"}}`,
			`{"code":20000,"message":"ok","result":{"name":"A"}}`, `{"code":40100,"message":"token invalid","result":null}`, 200},
		{FlyJS, "Authorization", plainLogin, plainOK, plainFailure, 401},
		{Taro, "Authorization", plainLogin, plainOK, plainFailure, 401},
		{"", "Authorization", plainLogin, plainOK, plainFailure, 401},
		{Egg, "Authorization", `{"msg":"登录成功！","token":"t1"}`, plainOK, `{"code":40100,"msg":"token invalid"}`, 401},
		{UserClass, "Sessionkey", `{"code":0,"data":"t1"}`, plainOK, plainFailure, 401},
	} {
		for failure, status := range map[AuthFailure]int{"": c.usual, HTTP401: 401, Body40100: 200} {
			m := New(Options{Protocol: speaking(c.shape, failure), Token: counted})
			if m.protocol.token.Name != c.header {
				t.Errorf("%s: token header %s, want %s", c.shape, m.protocol.token.Name, c.header)
			}
			ex := begin(t, m, start)
			got := m.Exchanged(start, ex, Session{OpenID: "o1", SessionKey: "k"}, nil)
			expect(t, c.shape, "login", got, 200, c.login)
			expect(t, c.shape, "request", m.Handle(start, carrying(m, "GET", "/api/A", "t1", "")), 200, c.ok)
			expect(t, c.shape, "failure", m.Handle(start, carrying(m, "GET", "/api/A", "no", "")), status, c.failure)
		}
	}
}

func expect(t *testing.T, shape Shape, what string, r Reply, status int, body string) {
	t.Helper()
	if r.Status != status || string(r.Body) != body {
		t.Errorf("%s: %s gives %d %s, want %d %s", shape, what, r.Status, r.Body, status, body)
	}
}

func TestALifetimeIsAnnouncedWithTheToken(t *testing.T) {
	for shape, want := range map[Shape]string{
		Template:  `{"code":20000,"message":"ok","result":{"token":"t1","expires_in":1.5}}`,
		Egg:       `{"msg":"登录成功！","token":"t1","expires_in":1.5}`,
		UserClass: `{"code":0,"data":"t1","expires_in":1.5}`,
		FlyJS:     `{"code":0,"data":{"token":"t1","expires_in":1.5}}`,
	} {
		m := New(Options{Protocol: speaking(shape, ""), Token: counted, TTL: 1500 * time.Millisecond})
		got := m.Exchanged(start, begin(t, m, start), Session{OpenID: "o1", SessionKey: "k"}, nil)
		expect(t, shape, "login", got, 200, want)
	}
}

func TestBodyCodesAreThoseOfTheTemplateDocument(t *testing.T) {
	for status, want := range map[int]int{
		400: 40000, 401: 40100, 403: 40003, 404: 40004, 405: 40000, 413: 40000,
		500: 50000, 502: 50002, 503: 50003, 504: 50004,
	} {
		if got := bodyCode(status); got != want {
			t.Errorf("status %s has code %d, want %d", strconv.Itoa(status), got, want)
		}
	}
}

func TestWordsThatNameNothingAreRefusedWithThoseThatDo(t *testing.T) {
	if _, err := Shape("egggs").Contract(""); err == nil || !strings.Contains(err.Error(), `unknown shape "egggs": want template, flyjs, taro, egg or userclass`) {
		t.Errorf("a shape: %v", err)
	}
	if _, err := Egg.Contract("418"); err == nil || !strings.Contains(err.Error(), "want http401 or body40100") {
		t.Errorf("an authentication failure: %v", err)
	}
}
