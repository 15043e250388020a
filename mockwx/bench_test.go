package mockwx

import (
	"bytes"
	"fmt"
	"strconv"
	"testing"
	"time"
)

var start = time.Unix(1_790_000_000, 0)

// exchangeRequest is jscode2session as a backend sends it to the default app.
func exchangeRequest(code string) Request {
	return Request{
		Method: "GET", Path: "/sns/jscode2session",
		Query: "appid=" + DefaultAppID + "&secret=" + DefaultSecret + "&js_code=" + code + "&grant_type=authorization_code",
	}
}

func loginRequest(user string) Request {
	return Request{Method: "POST", Path: "/_wx/login", Body: []byte(`{"appid":"` + DefaultAppID + `","user":"` + user + `"}`)}
}

// A simulator makes a machine for every schedule: one login and its exchange.
func BenchmarkMachineNewLoginExchange(b *testing.B) {
	b.ReportAllocs()
	code := func(n int) string { return "c" + strconv.Itoa(n) }
	for b.Loop() {
		m := New(Options{Seed: 1, Code: code})
		c, _ := m.Login(start, DefaultAppID, "u1")
		if _, err := m.Exchange(start, DefaultAppID, DefaultSecret, c); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkHandleLogin(b *testing.B) {
	b.ReportAllocs()
	m := New(Options{MaxCodes: 10_000})
	requests := make([]Request, 1000)
	for i := range requests {
		requests[i] = loginRequest(fmt.Sprint("u", i))
	}
	i := 0
	for b.Loop() {
		m.Handle(start, requests[i%len(requests)])
		i++
	}
}

// One login and one exchange, by the methods' HTTP forms.
func BenchmarkHandleLoginExchange(b *testing.B) {
	b.ReportAllocs()
	m := New(Options{MaxCodes: 10_000, Quota: -1})
	login := loginRequest("u1")
	for b.Loop() {
		reply := m.Handle(start, login)
		code := string(reply.Body[len(`{"code":"`):][:32])
		if reply = m.Handle(start, exchangeRequest(code)); len(reply.Body) < 80 {
			b.Fatalf("%s", reply.Body)
		}
	}
}

// rawRequest is r as bytes, so that the client's own work stays small.
func rawRequest(r Request) []byte {
	var b bytes.Buffer
	target := r.Path
	if r.Query != "" {
		target += "?" + r.Query
	}
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n", r.Method, target)
	if r.Body != nil {
		fmt.Fprintf(&b, "Content-Type: application/json\r\nContent-Length: %d\r\n", len(r.Body))
	}
	b.WriteString("\r\n")
	b.Write(r.Body)
	return b.Bytes()
}
