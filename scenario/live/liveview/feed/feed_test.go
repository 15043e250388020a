package feed

import (
	"bufio"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

// serve serves a feed of numbers to pages: 0 is told to nobody, a negative one is the last,
// and 99 cannot be told.
func serve(t *testing.T, f *Feed[int]) (url string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		f.Serve(w, hr, func(n int) (any, bool, error) {
			switch n {
			case 0:
				return nil, false, nil
			case 99:
				return nil, false, errors.New("not that")
			}
			return n, n < 0, nil
		})
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func follow(t *testing.T, url string) *bufio.Reader {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { answer.Body.Close() })
	if answer.StatusCode != http.StatusOK || answer.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("the answer is %s with %v", answer.Status, answer.Header)
	}
	return bufio.NewReader(answer.Body)
}

func want(t *testing.T, r *bufio.Reader, line string) {
	t.Helper()
	if got, err := r.ReadString('\n'); got != line || line == "" && err != io.EOF {
		t.Errorf("there comes %q, %v; want %q", got, err, line)
	}
}

func TestAPageIsToldTheLatestUntilTheLast(t *testing.T) {
	f := New(0)
	page := follow(t, serve(t, f)) // which is told nothing of 0
	if !f.Watched() {
		t.Error("nobody looks")
	}
	for _, n := range []int{7, 8} {
		f.Put(n)
		want(t, page, "data: "+string(rune('0'+n))+"\n")
		want(t, page, "\n")
	}
	f.Put(-1)
	want(t, page, "data: -1\n")
	want(t, page, "\n")
	want(t, page, "")
	for f.Watched() { // until the handler has come to its end
	}
}

func TestWhatCannotBeToldEndsThePage(t *testing.T) {
	f := New(99)
	want(t, follow(t, serve(t, f)), "")
}

func TestWhoComesLateIsToldTheLatestAlone(t *testing.T) {
	f := New(1)
	f.Put(2)
	f.Put(-3)
	page := follow(t, serve(t, f))
	want(t, page, "data: -3\n")
	want(t, page, "\n")
	want(t, page, "")
}
