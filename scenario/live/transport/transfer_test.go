package transport

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/wxload/wxload/client/wx"
)

// formed is an upload as the platform hands it over: with the beginning of its form.
func formed(url string, file *wx.Upload) *wx.Request {
	head := "------wxload-form-boundary-7d1f0c52\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n"
	return &wx.Request{Method: "POST", URL: url, Body: []byte(head), Transfer: &wx.Transfer{Upload: file},
		Header: []wx.Header{{Name: "Content-Type", Value: "multipart/form-data; boundary=----wxload-form-boundary-7d1f0c52"}}}
}

func TestAFileIsStreamedAlsoAfterARedirect(t *testing.T) {
	content := bytes.Repeat([]byte("0123456789"), 50_000)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/old" {
			io.Copy(io.Discard, r.Body)
			http.Redirect(w, r, "/new", http.StatusTemporaryRedirect)
			return
		}
		file, _, err := r.FormFile("file")
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		got, _ := io.ReadAll(file)
		if !bytes.Equal(got, content) && !bytes.Equal(got, make([]byte, len(content))) {
			http.Error(w, "another file", http.StatusBadRequest)
		}
	}))
	defer server.Close()
	client := New(Config{Clients: 1}).Client(0)
	defer client.Close()
	for _, path := range []string{"/new", "/old", "/new"} {
		for _, reader := range []io.ReaderAt{bytes.NewReader(content), nil} {
			call := client.Call(formed(server.URL+path, &wx.Upload{Size: int64(len(content)), Content: reader}))
			var steps []int64
			call.OnProgress(func(done, of int64) {
				if of == int64(len(content)) {
					steps = append(steps, done)
				}
			})
			resp, err := call.Do()
			if err != nil || resp.Status != 200 {
				t.Fatalf("%s: %+v, %v", path, resp, err)
			}
			if n := len(steps); n < 3 || n > 2*progressSteps || steps[0] < transferBlock {
				t.Errorf("%s: progress %v", path, steps)
			}
		}
	}
}

// A server that says no before it has read everything closes the connection.
func TestAnUploadThatIsRefusedBeforeItsEndHasTheRefusalAsAnswer(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Connection", "close")
		w.WriteHeader(http.StatusUnauthorized)
	}))
	defer server.Close()
	client := New(Config{Clients: 1}).Client(0)
	defer client.Close()
	answered := 0
	for range 2 {
		resp, err := client.Call(formed(server.URL, &wx.Upload{Size: 8 << 20})).Do()
		switch failed, is := errors.AsType[*Error](err); {
		case err == nil && resp.Status == http.StatusUnauthorized:
			answered++
		case is && strings.Contains(failed.Platform.ErrMsg, "net::ERR_CONNECTION"): // a reset that overtook the answer
		default:
			t.Fatalf("%+v, %v", resp, err)
		}
	}
	if answered == 0 {
		t.Error("no answer was read")
	}
}

func TestAFileThatCannotBeReadFailsTheUpload(t *testing.T) {
	var seen atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		seen.Add(1)
	}))
	defer server.Close()
	client := New(Config{Clients: 1}).Client(0)
	defer client.Close()
	_, err := client.Call(formed(server.URL, &wx.Upload{Size: 100, Content: strings.NewReader("short")})).Do()
	if err == nil || err.Error() != "request:fail file not found" {
		t.Errorf("error %v", err)
	}
	if resp, err := client.Call(&wx.Request{URL: server.URL}).Do(); err != nil || resp.Status != 200 {
		t.Errorf("the next request: %+v, %v", resp, err)
	}
}

func TestADownloadOfUnknownSizeTellsItsProgressSeldom(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "image/jpeg")
		for range 20 {
			w.Write(make([]byte, 1<<20))
		}
	}))
	defer server.Close()
	client := New(Config{Clients: 1}).Client(0)
	defer client.Close()
	call := client.Call(&wx.Request{URL: server.URL, Transfer: &wx.Transfer{}})
	told := 0
	call.OnProgress(func(done, of int64) {
		if told++; of >= 0 || done <= 0 {
			t.Errorf("%d of %d", done, of)
		}
	})
	if resp, err := call.Do(); err != nil || resp.Size != 20<<20 || told < 2 || told > progressSteps {
		t.Errorf("%+v, %v, told %d times", resp, err, told)
	}
}

func TestOfADownloadedFileNothingIsKept(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/file":
			w.Header().Set("Content-Type", "image/jpeg")
			w.Write(make([]byte, 12<<20)) // more than the body of an answer may have
		case "/none":
			w.WriteHeader(http.StatusNotFound)
			io.WriteString(w, "no such file")
		default:
			w.Header().Set("Content-Type", "application/json; charset=utf-8")
			io.WriteString(w, `{"code":40100}`)
		}
	}))
	defer server.Close()
	client := New(Config{Clients: 1, Bodies: 1 << 20}).Client(0)
	defer client.Close()
	for path, want := range map[string]struct {
		status int
		body   string
		size   int64
	}{"/file": {200, "", 12 << 20}, "/none": {404, "no such file", 0}, "/json": {200, `{"code":40100}`, 0}} {
		resp, err := client.Call(&wx.Request{URL: server.URL + path, Transfer: &wx.Transfer{}}).Do()
		if err != nil || resp.Status != want.status || string(resp.Body) != want.body || resp.Size != want.size || !resp.Download {
			t.Errorf("%s: %+v, %v", path, resp, err)
		}
	}
}
