package devserver

import (
	"strconv"
	"sync/atomic"
	"testing"
)

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	o := Options{Protocol: speaking(Template, ""), Token: counted}
	for b.Loop() {
		New(o)
	}
}

func BenchmarkPlainGET(b *testing.B) {
	b.ReportAllocs()
	m := New(Options{Token: counted})
	logIn(b, m, start, "o1")
	r := carrying(m, "GET", "/api/home.banner", "t1", "")
	for b.Loop() {
		m.Handle(start, r)
	}
}

func BenchmarkAuthFailure(b *testing.B) {
	b.ReportAllocs()
	m := New(Options{})
	r := carrying(m, "GET", "/api/home.banner", "t1", "")
	for b.Loop() {
		m.Handle(start, r)
	}
}

func BenchmarkLogin(b *testing.B) {
	for _, c := range []struct {
		name string
		o    Options
	}{
		{"named", Options{Token: counted}},
		{"opaque", Options{Tokens: Opaque}},
		{"jwt", Options{Tokens: JWT}},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			m := New(c.o)
			r := Request{Method: "POST", Path: "/login", Body: []byte(`{"code":"c1"}`)}
			s := Session{OpenID: "o1", SessionKey: "k"}
			for b.Loop() {
				m.Exchanged(start, m.Handle(start, r).Exchange, s, nil)
			}
		})
	}
}

func BenchmarkServer(b *testing.B) {
	s := serve(b, ServerOptions{})
	token := tokenOf(b, s, "o1")
	b.Run("GET", func(b *testing.B) {
		b.RunParallel(func(p *testing.PB) {
			for p.Next() {
				send(b, s, "GET", "/api/home.banner", token, "")
			}
		})
	})
	var n atomic.Int64
	b.Run("login", func(b *testing.B) {
		b.SetParallelism(16)
		b.RunParallel(func(p *testing.PB) {
			for p.Next() {
				tokenOf(b, s, "o"+strconv.FormatInt(n.Add(1)%10_000, 10))
			}
		})
	})
}
