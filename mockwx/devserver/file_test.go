package devserver

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
)

func TestFilesAreTakenAndGiven(t *testing.T) {
	s, err := NewServer(ServerOptions{WeChat: "http://127.0.0.1:9", AppID: "a", Secret: "s"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Shutdown(t.Context())
	token, err := s.machine.Seed(start, "o1", "", true)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s.Handler())
	defer server.Close()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	w.WriteField("by", "u")
	part, _ := w.CreateFormFile("photo", "p.jpg")
	part.Write(make([]byte, 3<<20))
	w.Close()
	for _, c := range []struct {
		method, path, kind, body, token string
		status                          int
		want                            string
	}{
		{"POST", "/upload", w.FormDataContentType(), form.String(), token, 200, `{"size":"3145728"}`},
		{"POST", "/upload", w.FormDataContentType(), form.String(), "other", 401, ""},
		{"POST", "/upload", w.FormDataContentType(), "no form", token, 400, "the form is malformed"},
		{"POST", "/upload", w.FormDataContentType(), "", token, 400, "the form is malformed"},
		{"POST", "/upload", w.FormDataContentType(), form.String()[:form.Len()-10], token, 400, "the form is malformed"},
		{"POST", "/upload", w.FormDataContentType(), form.String()[:2<<20], token, 400, "the form is malformed"},
		{"POST", "/upload", "multipart/form-data", form.String(), token, 400, "no multipart boundary"},
		{"GET", "/file?size=100000", "", "", token, 200, strings.Repeat("\x00", 100_000)},
		{"GET", "/file?size=many", "", "", token, 400, "size"},
		{"GET", "/file", "", "", "", 401, ""},
	} {
		r, _ := http.NewRequest(c.method, server.URL+c.path, strings.NewReader(c.body))
		r.Header.Set("Content-Type", c.kind)
		r.Header.Set("Authorization", c.token)
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || resp.StatusCode != c.status || !strings.Contains(string(body), c.want) {
			t.Errorf("%s %s: %d %.80s, %v", c.method, c.path, resp.StatusCode, fmt.Sprintf("%q", body), err)
		}
	}
}

// Nobody hears what is wrong with a form whose client is gone: it is no request.
func TestAFormThatDoesNotArriveIsNotAnswered(t *testing.T) {
	s, err := NewServer(ServerOptions{WeChat: "http://127.0.0.1:9", AppID: "a", Secret: "s"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Shutdown(t.Context())
	r := httptest.NewRequest("POST", "/upload", io.MultiReader(strings.NewReader("--b\r\n"), iotest.ErrReader(io.ErrUnexpectedEOF)))
	r.Header.Set("Content-Type", "multipart/form-data; boundary=b")
	defer func() {
		if recover() == nil || s.machine.ledger.Requests != 0 {
			t.Error("it was answered")
		}
	}()
	s.Handler().ServeHTTP(httptest.NewRecorder(), r)
}
