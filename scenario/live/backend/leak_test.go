package backend

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/mockwx"
	"github.com/wxload/wxload/mockwx/keyindex"
)

// answerOf is an answer with a body of so many bytes and the headers of a usual
// server.
func answerOf(bytesOfBody int) *wx.Response {
	item := []byte(`{"id":"5f2b8c1d9e","name":"tea","price":12.5,"note":"二两 & more"},`)
	return &wx.Response{Status: 200, Body: bytes.Repeat(item, bytesOfBody/len(item)+1)[:bytesOfBody], Header: []wx.Header{
		{Name: "Content-Type", Value: "application/json; charset=utf-8"}, {Name: "Content-Length", Value: "100"},
		{Name: "Date", Value: "Fri, 02 Jan 2026 15:04:05 GMT"}, {Name: "Set-Cookie", Value: "sid=s%3A5f2b8c1d9e7a; Path=/; HttpOnly"},
	}}
}

// issued is an index of as many keys as that many users have after a login each.
func issued(users int) (keys *keyindex.Index, last string) {
	keys = keyindex.New(0)
	m := mockwx.New(mockwx.Options{Keys: keys, Quota: -1})
	for n := range users {
		user := fmt.Sprint("u", n)
		last = keyOf(m, user)
	}
	return keys, last
}

func TestAKeyIsFoundInBodiesAndHeadersOfTheNewestAnswer(t *testing.T) {
	keys, key := issued(1000)
	for name, change := range map[string]func(*wx.Response){
		"body": func(r *wx.Response) { r.Body = append(r.Body, key...) },
		"header": func(r *wx.Response) {
			r.Header = append(r.Header, wx.Header{Name: "X-Key", Value: "short"}, wx.Header{Name: "X-Key", Value: "k=" + key})
		},
	} {
		r := answerOf(1000)
		if form := leak(keys, r); form != "" {
			t.Errorf("%s: found as %s before it is there", name, form)
		}
		change(r)
		if form := leak(keys, r); form != "base64" {
			t.Errorf("%s: found as %q", name, form)
		}
		if form := leak(nil, r); form != "" {
			t.Errorf("%s: found as %q without keys", name, form)
		}
	}
}

func BenchmarkLeak(b *testing.B) {
	keys, _ := issued(10_000)
	for _, size := range []int{100, 1000, 10_000, 100_000} {
		b.Run(fmt.Sprint(size, "B"), func(b *testing.B) {
			r := answerOf(size)
			b.ReportAllocs()
			for b.Loop() {
				if leak(keys, r) != "" {
					b.Fatal("a key that is not there")
				}
			}
		})
	}
}

// keyOf logs a user in and exchanges the code, as a backend does.
func keyOf(m *mockwx.Machine, user string) string {
	now := time.Unix(0, 0)
	code, err := m.Login(now, mockwx.DefaultAppID, user)
	if err != nil {
		panic(err)
	}
	session, refused := m.Exchange(now, mockwx.DefaultAppID, mockwx.DefaultSecret, code)
	if refused != nil {
		panic(refused)
	}
	return session.SessionKey
}
