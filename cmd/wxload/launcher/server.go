package launcher

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"net/http"

	"github.com/wxload/wxload/mockwx/crossorigin"
	"github.com/wxload/wxload/reports"
)

//go:embed page
var files embed.FS // read only

// maxForm is how many bytes a form may have.
const maxForm = 64 << 10

// Handler serves the page at /, and what its script asks for.
func (l *Launcher) Handler() (http.Handler, error) {
	page, policy, err := l.draw()
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		crossorigin.Harden(w.Header(), policy)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(page) // to a browser that may have gone
	})
	mux.HandleFunc("POST /command", crossorigin.WithSecret(l.token, l.command))
	mux.HandleFunc("POST /start", crossorigin.WithSecret(l.token, l.start))
	mux.HandleFunc("POST /stop", crossorigin.WithSecret(l.token, l.stop))
	mux.HandleFunc("GET /events", crossorigin.WithSecret(l.token, l.events))
	mux.HandleFunc("GET /results/{secret}/{number}/{name}", l.result)
	return http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		crossorigin.Private(w.Header())
		if l.rule.CheckHost(hr) != nil {
			crossorigin.Refuse(w, &crossorigin.Refusal{Status: http.StatusForbidden,
				Text: "this name is refused, since any web page could make it lead here: the page is at http://" + l.options.Addr + "/"})
			return
		}
		hr.Body = http.MaxBytesReader(w, hr.Body, maxForm)
		mux.ServeHTTP(w, hr)
	}), nil
}

// draw draws the page, which holds no secret.
func (l *Launcher) draw() (page []byte, policy string, err error) {
	var parts [3]string
	for i, name := range []string{"page/page.html", "page/page.css", "page/page.js"} {
		text, err := files.ReadFile(name)
		if err != nil {
			return nil, "", fmt.Errorf("draw the page: %w", err)
		}
		parts[i] = string(text)
	}
	layout, err := template.New("page").Parse(l.options.Words.Template(parts[0]))
	if err != nil {
		return nil, "", fmt.Errorf("draw the page: %w", err)
	}
	styles, scripts := []string{reports.PageStyle(), parts[1]}, []string{parts[2]}
	var b bytes.Buffer
	err = layout.Execute(&b, map[string]any{
		"Style": template.CSS(styles[0]), "OwnStyle": template.CSS(styles[1]), "Script": template.JS(scripts[0]),
		"Choices": l.options.Choices.said(l.options.Words), "Found": l.found(), "Dir": l.options.Dir, "File": fileChoice, "Every": everySituation,
	})
	if err != nil {
		return nil, "", fmt.Errorf("draw the page: %w", err)
	}
	return b.Bytes(), reports.PagePolicy(styles, scripts) + "; connect-src 'self'", nil
}

// read reads a form and makes a plan of it, or says what is wrong with it.
func (l *Launcher) read(w http.ResponseWriter, hr *http.Request) (p plan, ok bool) {
	var f form
	err := json.NewDecoder(hr.Body).Decode(&f)
	if err == nil {
		p, err = l.plan(&f)
	}
	if err != nil {
		http.Error(w, l.options.Words.Say(err.Error()), http.StatusBadRequest)
	}
	return p, err == nil
}

// command says what a form would run.
func (l *Launcher) command(w http.ResponseWriter, hr *http.Request) {
	if p, ok := l.read(w, hr); ok {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		for _, args := range p.commands {
			fmt.Fprintln(w, line(args))
		}
	}
}

func (l *Launcher) start(w http.ResponseWriter, hr *http.Request) {
	p, ok := l.read(w, hr)
	if !ok {
		return
	}
	if err := l.begin(p); err != nil {
		http.Error(w, l.options.Words.Say(err.Error()), http.StatusConflict)
		return
	}
	l.tell()
	w.WriteHeader(http.StatusAccepted)
}

func (l *Launcher) stop(w http.ResponseWriter, _ *http.Request) {
	if err := l.end(); errors.Is(err, errEnded) {
		http.Error(w, l.options.Words.Say(err.Error()), http.StatusConflict)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

func (l *Launcher) events(w http.ResponseWriter, hr *http.Request) {
	l.feed.Serve(w, hr, func(now state) (any, bool, error) { return now, false, nil })
}
