package launcher

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wxload/wxload/mockwx/crossorigin"
)

// resultPolicy is that of a page that a job has written: it brings its own styles and
// scripts, loads nothing, and is of no origin, so that whatever it is, it cannot do what
// the launcher's page can.
const resultPolicy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; sandbox allow-scripts allow-downloads; frame-ancestors 'none'"

// resultPath is where the page of a job is to be had. It can be guessed by nobody, since a
// link cannot carry a token.
func (l *Launcher) resultPath(j *job) string {
	return (&url.URL{Path: fmt.Sprintf("/results/%s/%d/%s", l.results, j.number, filepath.Base(j.plan.result))}).String()
}

// result serves the page of a job, and those beside it that it links to.
func (l *Launcher) result(w http.ResponseWriter, hr *http.Request) {
	name := hr.PathValue("name")
	folder, found := l.folder(hr.PathValue("secret"), hr.PathValue("number"), name)
	if !found || strings.ToLower(filepath.Ext(name)) != ".html" {
		http.NotFound(w, hr)
		return
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		http.NotFound(w, hr)
		return
	}
	defer root.Close()
	file, err := root.Open(name)
	if err != nil {
		http.NotFound(w, hr)
		return
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		http.NotFound(w, hr)
		return
	}
	w.Header().Set("Content-Security-Policy", resultPolicy)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	http.ServeContent(w, hr, "", info.ModTime(), file)
}

// folder is where a job's page lies, whose name this has to be unless the job wrote a
// folder of pages.
func (l *Launcher) folder(secret, number, name string) (folder string, found bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	i := slices.IndexFunc(l.jobs, func(j *job) bool { return fmt.Sprint(j.number) == number })
	if i < 0 || !crossorigin.Same(secret, l.results) {
		return "", false
	}
	p := l.jobs[i].plan
	if !p.several && name != filepath.Base(p.result) {
		return "", false
	}
	return filepath.Dir(l.path(p.result)), true
}
