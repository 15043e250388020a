package wire

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/wxload/wxload/client/wx"
)

const testLimit = 4 << 10 // of a body

// outcome is what became of an answer.
type outcome struct {
	status    int
	header    http.Header
	spelled   []string
	body      string
	keepsOpen bool
	err       error
}

// fed is an answer that comes in such pieces, behind which the connection is closed.
func fed(a *Answer, method string, pieces ...[]byte) outcome {
	leg := Leg{Method: method}
	account := NewMemory(1 << 20).Open()
	a.Begin(&wx.Request{}, &leg, testLimit, &account)
	done, err := false, error(nil)
	for i, piece := range pieces {
		if done, err = a.Feed(piece); err != nil {
			return outcome{err: err}
		}
		if done {
			if rest := bytes.Join(pieces[i+1:], nil); len(rest) > 0 {
				a.beyond = true // an engine finds it before it sends again
			}
			break
		}
	}
	if !done {
		if err := a.End(); err != nil {
			return outcome{err: err}
		}
	}
	r := a.Response()
	header := http.Header{}
	for _, line := range r.Header {
		header[line.Name] = append(header[line.Name], line.Value)
	}
	return outcome{r.Status, header, r.Spelled, string(r.Body), a.KeepsOpen(), nil}
}

// read is the same by net/http.
func read(method string, answer []byte) outcome {
	source := &ending{r: bytes.NewReader(answer)}
	in := bufio.NewReader(source)
	for range maxInformational {
		resp, err := http.ReadResponse(in, &http.Request{Method: method})
		switch {
		case err != nil && !source.ended:
			return outcome{err: ErrMalformed}
		case err != nil && len(answer) == 0:
			return outcome{err: ErrNoAnswer}
		case err != nil:
			return outcome{err: ErrCut}
		case resp.StatusCode >= 200:
			return readBody(resp, in, source)
		case resp.StatusCode < 100, resp.StatusCode == http.StatusSwitchingProtocols:
			return outcome{err: ErrMalformed}
		}
	}
	return outcome{err: ErrMalformed}
}

func readBody(resp *http.Response, in *bufio.Reader, source *ending) outcome {
	if resp.Body != http.NoBody && resp.ContentLength > testLimit {
		return outcome{err: ErrBodyTooLarge}
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, testLimit+1))
	switch {
	case len(body) > testLimit:
		return outcome{err: ErrBodyTooLarge}
	case err != nil && !source.ended:
		return outcome{err: ErrChunks}
	case err != nil && resp.ContentLength >= 0:
		return outcome{err: ErrLength}
	case err != nil:
		return outcome{err: ErrChunksCut}
	case len(body) > 0 && strings.EqualFold(resp.Header.Get("Content-Encoding"), "gzip"):
		if body, err = readPacked(body); err != nil {
			return outcome{err: err}
		}
	}
	rest, _ := io.ReadAll(in)
	return outcome{resp.StatusCode, resp.Header, nil, string(body), !resp.Close && len(rest) == 0, nil}
}

func readPacked(packed []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, ErrPacked
	}
	body, err := io.ReadAll(io.LimitReader(r, testLimit+1))
	switch {
	case len(body) > testLimit:
		return nil, ErrBodyTooLarge
	case err != nil:
		return nil, ErrPacked
	}
	return body, nil
}

// ending knows whether its end was reached.
type ending struct {
	r     io.Reader
	ended bool
}

func (e *ending) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	e.ended = e.ended || err != nil
	return n, err
}

// differs says how an outcome is another than net/http's, in more than what this package
// means to do otherwise.
func differs(got, want outcome, answer []byte) string {
	bareLF := bytes.Count(answer, []byte("\n")) > bytes.Count(answer, []byte("\r\n"))
	switch {
	case errors.Is(got.err, ErrMalformed) && errors.Is(want.err, ErrCut):
		return "" // net/http looks at what follows a line before it says that the line is wrong
	case errors.Is(got.err, ErrChunks) && bareLF && bytes.Contains(answer, []byte("0")):
		return "" // a bare newline in a trailer
	case errors.Is(want.err, ErrMalformed) && bytes.Contains(bytes.ToLower(answer), []byte("trailer")):
		return "" // it wants to know what the trailer will be
	}
	for name, value := range want.header {
		if name == "Cache-Control" && len(got.header[name]) == 0 && slices.Equal(value, []string{"no-cache"}) {
			delete(want.header, name) // which it adds for a Pragma
		}
	}
	got.spelled = nil
	if !errors.Is(got.err, want.err) || got.err == nil && !reflect.DeepEqual(got, want) {
		return fmt.Sprintf("got %+v\nwant %+v", got, want)
	}
	return ""
}

// packed is a text in a gzip.
func packed(text string) string {
	var b strings.Builder
	w := gzip.NewWriter(&b)
	io.WriteString(w, text)
	w.Close()
	return b.String()
}

func withGzip(body string) string {
	return fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
}

// answers are seeds: good ones, odd ones, hostile ones.
func answers() []string {
	const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	return []string{
		"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
		"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-token: a\r\nX-Token: b\r\nSet-Cookie: a=b\r\nset-cookie: c=d\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
		"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n",
		"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 200 OK\r\n\r\nto the end",
		"HTTP/1.0 200 OK\r\n\r\nto the end",
		"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\nok",
		"HTTP/1.1 200 OK\r\nConnection: upgrade, Close\r\nContent-Length: 2\r\n\r\nok",
		"HTTP/2.0 200 OK\r\nContent-Length: 2\r\n\r\nok", "HTTP/0.9 200 OK\r\nContent-Length: 2\r\n\r\nok",
		"HTTP/1.1 200\nA: b\n c\n\td \nContent-Length:2\n\nokleft",
		"HTTP/1.1 200 OK\r\nA:\r\n \r\n b\r\nB :c\r\nC d: e\r\nContent-Length: 2\r\nContent-Length: 2 \r\nPragma: no-cache\r\n\r\nok",
		chunked + "2\r\nab\r\n3;x=y\r\ncde\r\n0\r\nT: u\r\n v\r\n\r\n",
		chunked + "2;a=b \r\nok\r\n0\r\n\r\nleft", chunked + "0\r\n\r\n", chunked + "00000000000000002 \r\nok\r\n0\r\n\r\n",
		chunked + "fffffffffffffffff\r\n", chunked + "ffffffffffffffff\r\nab", chunked + "x\r\n", chunked + "\r\n", chunked + "2\nab\r\n", chunked + "2\r\rab\r\n",
		chunked + "2\r\nabc", chunked + "2\r\nab\r", chunked + "2\r\nab\r\n0\r\nbad\r\n\r\n", chunked + "2\r\nab\r\n0\r\nT: u\n\n\r\n\r\n", chunked + "0\r\n A: b\r\n\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: CHUNKED\r\nTrailer: T\r\nContent-Length: 5\r\n\r\n1\r\na\r\n0\r\n\r\n",
		"HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n",
		withGzip(packed("packed")), withGzip(packed("packed") + "x"), withGzip("abc"), withGzip(""), withGzip(packed(strings.Repeat("0", 5000))),
		"HTTP/1.1 101 Switching Protocols\r\n\r\n", "HTTP/1.1 099 No\r\n\r\n", "HTTP/1.1 +20 No\r\n\r\n", "HTTP/1.1 2000 No\r\n\r\n", "HTTP/1.1  200  OK\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\nab", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab",
		"HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "HTTP/1.1 200 OK\r\n: no name\r\n\r\n", "HTTP/1.1 200 OK\r\n a: b\r\n\r\n", "HTTP/1.1 200 OK\r\nA: \x00\r\n\r\n", "HTTP/1.1 200 OK\r\nA\t: b\r\n\r\n", "HTTP/1.1 200 OK\r\nA: b\rc\r\n\r\n",
		"", "\r\n\r\n", "HTTP/1.1 2", "HTTP/1.1\r\n\r\n", "SSH-2.0-OpenSSH_9.6\r\n", "HTTP/1.1 200 OK\r\nA: b\r\n", "\x00\x01garbage\r\n\r\n",
		strings.Repeat("HTTP/1.1 100 Continue\r\n\r\n", maxInformational) + "HTTP/1.1 204 No Content\r\n\r\n",
		strings.Repeat("HTTP/1.1 100 Continue\r\n\r\n", maxInformational-1) + "HTTP/1.1 204 No Content\r\n\r\n",
		chunked + strings.Repeat("1;"+strings.Repeat("e", 2000)+"\r\nx\r\n", 20) + "0\r\n\r\n", chunked + strings.Repeat("1\r\nx\r\n", 200) + "0\r\n\r\n",
		chunked + "1;" + strings.Repeat("e", maxChunkLine) + "\r\nx\r\n0\r\n\r\n", chunked + "0\r\nA: " + strings.Repeat("b", maxTrailer) + "\r\n\r\n",
	}
}

// FuzzAnswer compares with net/http what is read of an answer, in one piece, byte by byte,
// and cut in three.
func FuzzAnswer(f *testing.F) {
	for _, seed := range answers() {
		f.Add([]byte(seed), false, uint(7), uint(20))
		f.Add([]byte(seed), true, uint(17), uint(60))
	}
	a := &Answer{} // of all, as an engine's
	f.Fuzz(func(t *testing.T, answer []byte, isHead bool, first, second uint) {
		if len(answer) > 64<<10 {
			t.Skip()
		}
		method := http.MethodGet
		if isHead {
			method = http.MethodHead
		}
		whole := fed(a, method, answer)
		if difference := differs(whole, read(method, answer), answer); difference != "" {
			t.Errorf("%q: %s", answer, difference)
		}
		checkWords(t, whole.err)
		i := int(first % uint(len(answer)+1))
		j := i + int(second%uint(len(answer)-i+1))
		pieces := slices.Collect(slices.Chunk(answer, 1))
		for name, cut := range map[string]outcome{"byte by byte": fed(a, method, pieces...), "in three": fed(a, method, answer[:i], answer[i:j], answer[j:])} {
			if !reflect.DeepEqual(cut, whole) {
				t.Errorf("%q, %s (%d, %d):\ngot %+v\nwant %+v", answer, name, i, j, cut, whole)
			}
		}
	})
}

func checkWords(t *testing.T, err error) {
	if err == nil {
		return
	}
	own, _ := errors.AsType[Error](err)
	platform := own.Platform()
	if !strings.HasPrefix(platform.ErrMsg, "request:fail ") || platform.Errno == 0 {
		t.Errorf("%v became %+v", err, platform)
	}
}

func TestAnAnswerIsTheSameWhereverItIsCut(t *testing.T) {
	a := &Answer{}
	for _, text := range answers() {
		answer := []byte(text)
		want := fed(a, http.MethodGet, answer)
		for i := range answer {
			if got := fed(a, http.MethodGet, answer[:i], answer[i:]); !reflect.DeepEqual(got, want) {
				t.Errorf("%q, cut at %d:\ngot %+v\nwant %+v", text, i, got, want)
			}
		}
	}
}

func TestAHeadHasALimitAlsoWhereItComesInPieces(t *testing.T) {
	const start = "HTTP/1.1 200 OK\r\n"
	for name, repeat := range map[string]string{"a line": "b", "lines": "A: b\r\n"} {
		a := &Answer{}
		account := NewMemory(0).Open()
		a.Begin(&wx.Request{}, &Leg{Method: "GET"}, testLimit, &account)
		_, err := a.Feed([]byte(start))
		fed := len(start)
		for err == nil && fed < 2*maxHead {
			piece := strings.Repeat(repeat, 700)
			fed += len(piece)
			_, err = a.Feed([]byte(piece))
		}
		if !errors.Is(err, ErrHeadTooLarge) || fed > maxHead+8<<10 {
			t.Errorf("%s: %v after %d bytes", name, err, fed)
		}
	}
}

func TestHowItIsSpelledIsKnownOfEveryName(t *testing.T) {
	for answer, want := range map[string][]string{
		"HTTP/1.1 200 OK\r\nContent-Type: a\r\nX-Token: t\r\n\r\nx-body: y\r\n":                  nil,
		"HTTP/1.1 200 OK\r\nx-token: t\r\nETag: 1\r\nSET-COOKIE: a=b\r\n\r\n":                    {"x-token", "ETag", "SET-COOKIE"},
		"HTTP/1.1 200 OK\nx-token: t\n\n":                                                        {"x-token"},
		"HTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\n\r\n":             nil,
		"HTTP/1.1 200 OK\r\nbad name: x\r\n\r\n":                                                 nil,
		"HTTP/1.1 200 OK\r\na: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nt: u\r\nv: w\r\n\r\n": {"a"},
	} {
		if got := fed(&Answer{}, http.MethodGet, []byte(answer)); got.err != nil || !slices.Equal(got.spelled, want) {
			t.Errorf("%q: %q, %v, want %q", answer, got.spelled, got.err, want)
		}
	}
}
