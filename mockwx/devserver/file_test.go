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
