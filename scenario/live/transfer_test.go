package live_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/wxload/wxload/client/script"
	"github.com/wxload/wxload/client/script/load"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/live"
)

// A file goes out as a form, with the token and the other fields, as often as the wrapper
// sends it: here once more after its token was refused.
func TestAFileIsUploadedWithItsFieldsAndTheToken(t *testing.T) {
	t.Parallel()
	photo := bytes.Repeat([]byte("photo\r\n--"), 40_000)
	for _, wrapper := range []string{"reference", "taro"} {
		t.Run(wrapper, func(t *testing.T) {
			t.Parallel()
			var mu sync.Mutex
			var saw []string
			refused := map[string]bool{}
			w := newWorld(t, func(dev http.Handler) http.Handler {
				return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
					if r.URL.Path != "/photos" {
						dev.ServeHTTP(rw, r)
						return
					}
					file, head, err := r.FormFile("photo")
					if err != nil {
						t.Error(err)
						return
					}
					content, _ := io.ReadAll(file)
					mu.Lock()
					defer mu.Unlock()
					user := r.Header.Get("X-User")
					saw = append(saw, fmt.Sprintf("%s %s %s %s %v", user, head.Filename, r.FormValue("by"), r.FormValue("n"), sha256.Sum256(content) == sha256.Sum256(photo)))
					if token := r.Header.Get("Authorization"); token == "" || !refused[user] && wrapper == "reference" {
						refused[user] = true
						rw.WriteHeader(http.StatusUnauthorized)
						return
					}
					io.WriteString(rw, `{"data":{"url":"/photos/7"}}`)
				})
			})
			s := parse(t, w.foreign()+`
wrapper: {id: `+wrapper+`, header: {X-User: "{{user}}"}}
target: {url: `+w.Target+`, shape: flyjs}
clients: {count: 2}
load: {duration: 10s}
repeat: 1
flow:
  - launch
  - {think: 500ms}
  - upload: {name: photo, path: /photos, file: a/photo.jpg, field: photo, form: {by: "{{user}}", n: 7}, save: {photo: data.url}}
  - {page: photo, requests: [{name: saved, path: "/api{{saved.photo}}"}]}
`)
			if err := s.OpenFiles(func(name string) (io.ReaderAt, int64, error) {
				return bytes.NewReader(photo), int64(len(photo)), nil
			}); err != nil {
				t.Fatal(err)
			}
			r, err := start(t.Context(), s, live.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if n := r.Requests.ByName["photo"]; n.OK != 2 || r.Requests.ByName["saved"].OK != 2 || len(r.Defects) > 0 || !r.Books.Balanced {
				t.Errorf("%+v, %+v, page errors %v, %v", r.Requests, r.Failures, r.PageErrors, r.Defects)
			}
			want := map[string]int{"reference": 4, "taro": 2}[wrapper]
			if len(saw) != want {
				t.Errorf("%d uploads, want %d", len(saw), want)
			}
			for _, one := range saw {
				user, _, _ := strings.Cut(one, " ")
				if one != user+" photo.jpg "+user+" 7 true" {
					t.Errorf("upload %s", one)
				}
			}
		})
	}
}

// A device sends ten files at a time, besides its requests, and gets as many.
func TestFilesHaveLimitsOfTheirOwn(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	now, most := map[string]int{}, map[string]int{}
	free := make(chan struct{})
	w := newWorld(t, func(dev http.Handler) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			kind := strings.Split(r.URL.Path, "/")[1]
			if kind != "up" && kind != "down" && kind != "ask" {
				dev.ServeHTTP(rw, r)
				return
			}
			io.Copy(io.Discard, r.Body)
			mu.Lock()
			now[kind]++
			most[kind] = max(most[kind], now[kind])
			all := now["up"] == 10 && now["down"] == 10 && now["ask"] >= 9
			mu.Unlock()
			if all {
				close(free)
			}
			<-free
			mu.Lock()
			now[kind] -= 1000 // those after the first are not counted
			mu.Unlock()
			if kind == "down" {
				rw.Write(make([]byte, 300_000))
				return
			}
			io.WriteString(rw, `{"data":1}`)
		})
	})
	steps := ""
	for i := range 12 {
		steps += fmt.Sprintf("  - {upload: {path: /up/%d, size: 1KB}, detach: true}\n  - {download: /down/%d, detach: true}\n  - {page: p, requests: [ask%d GET /ask/%d], detach: true}\n", i, i, i, i)
	}
	r := run(t, w.foreign()+`
target: {url: `+w.Target+`, shape: flyjs}
clients: {count: 1, initial: {none: 0%, valid: 100%}}
platform: {connections: 40}
load: {duration: 20s}
repeat: 1
flow:
  - launch
  - {page: first, requests: [GET /me]}
`+steps+`  - {page: last, requests: [GET /me]}
`)
	if r.Requests.OK != 38 || len(r.Defects) > 0 {
		t.Errorf("%+v, %+v, %v", r.Requests.Outcomes, r.Failures, r.Defects)
	}
	if most["up"] != 10 || most["down"] != 10 || most["ask"] > 10 {
		t.Errorf("at most %v at a time", most)
	}
}

// Of a file that is downloaded nothing is kept; a JSON that says no is looked into.
func TestADownloadIsJudgedByItsStatusOrAnErrorsBody(t *testing.T) {
	t.Parallel()
	r := run(t, `
app: {domains: {develop: embedded}}
target: {shape: template}
clients: {count: 3, initial: {none: 0%, expired: 100%}}
load: {duration: 10s}
repeat: 1
flow: [launch, {download: "bill /file?size=3000000"}, {upload: avatar /upload}]
`)
	if r.Requests.ByName["bill"].OK != 3 || r.Requests.ByName["avatar"].OK != 3 || r.Requests.AuthFailuresSeen == 0 || len(r.Defects) > 0 || !r.Books.Balanced {
		t.Errorf("%+v, %+v, %v", r.Requests, r.Failures, r.Defects)
	}
}

// Own code uploads with functions of its own, and hears how far it is.
func TestOwnCodeUploadsWithItsOwnFunctions(t *testing.T) {
	t.Parallel()
	code := `
const login = () => new Promise((ok) => wx.login({success: (r) => wx.request({url: 'https://a.example/login', method: 'POST', data: {code: r.code}, success: (r) => ok(r.data.data.token)})}))
let token = null
const send = (name, options) => (token = token || login()).then((t) => new Promise((success, fail) => {
  const task = wx[name]({...options, header: {Authorization: t}, success, fail})
  task.onProgressUpdate((p) => { if (p.totalBytesSent > 1 && p.progress < 100) options.moved = true; if (p.progress === 100 && !options.moved) throw new Error('no progress before the end') })
}))
exports.request = (call) => send('request', {url: 'https://a.example' + call.url, method: call.method})
exports.upload = (call) => send('uploadFile', {url: 'https://a.example' + call.url, filePath: call.filePath, name: call.field, formData: call.formData}).then((r) => JSON.parse(r.data))
`
	project, err := load.New(fstest.MapFS{"mine.js": {Data: []byte(code)}}, "mine.js", load.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	port, _ := wrapper.Find("flyjs")
	made, err := script.New(project, script.Options{ID: "mine.js", Shape: port.Shape, Settings: port.Defaults})
	if err != nil {
		t.Fatal(err)
	}
	s := parse(t, `
app: {domains: {develop: embedded}}
wrapper: {id: ./mine.js}
clients: {count: 2}
load: {duration: 20s}
repeat: 1
flow: [launch, {upload: {name: up, path: /upload, size: 3MB, form: {a: 1}, save: {size: data.size}}}, {page: p, requests: ["size GET /api/{{saved.size}}"]}, {download: {name: down, path: /file}}]
`)
	r, err := live.Run(t.Context(), s, made.Info(), live.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Requests.ByName["up"].OK != 2 || r.Requests.ByName["size"].OK != 2 || len(r.Defects) > 0 {
		t.Errorf("%+v, %+v, %+v", r.Requests, r.Failures, r.Defects)
	}
	if down := r.Requests.ByName["down"]; down.Rejected != 2 || len(r.PageErrors) != 1 || r.PageErrors[0].Text != "mine.js exports no function download(call)" {
		t.Errorf("%+v, %+v", down, r.PageErrors)
	}
}
