package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/scenario/timeline"
	"github.com/wxload/wxload/scenario/timeline/draw"
)

// key presses a key, or types one letter.
func (p *tab) key(name string) {
	p.t.Helper()
	params := map[string]any{"type": "keyDown", "key": name, "code": name}
	codes := map[string]int{"Tab": 9, "Enter": 13, "Escape": 27, " ": 32, "ArrowDown": 40}
	params["windowsVirtualKeyCode"] = codes[name]
	switch {
	case name == "Enter":
		params["text"] = "\r"
	case len(name) == 1:
		params["text"] = name
	}
	if err := p.do(p.session, "Input.dispatchKeyEvent", params, nil); err != nil {
		p.t.Fatal(err)
	}
	params["type"] = "keyUp"
	delete(params, "text")
	if err := p.do(p.session, "Input.dispatchKeyEvent", params, nil); err != nil {
		p.t.Fatal(err)
	}
}

// tabTo goes on by the Tab key to what a selector finds. Whatever has the focus on the way
// shows it and is in the window.
func (p *tab) tabTo(selector string) {
	p.t.Helper()
	for range 60 {
		p.key("Tab")
		var seen struct {
			There         bool
			Shown, Inside bool
			What          string
		}
		p.must(fmt.Sprintf(`(() => {
			const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
			return { there: e.matches(%q), what: e.outerHTML.slice(0, 200), shown: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0,
				inside: box.bottom > 0 && box.top < innerHeight };
		})()`, selector), &seen)
		if !seen.Shown || !seen.Inside {
			p.t.Errorf("the focus is not seen at %s: %+v", seen.What, seen)
		}
		if seen.There {
			return
		}
	}
	p.t.Fatalf("Tab does not lead to %s", selector)
}

// openText opens a page from a file.
func (b *browser) openText(t *testing.T, name string, write func(*strings.Builder) error) *tab {
	t.Helper()
	var text strings.Builder
	if err := write(&text); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return b.open("file://"+filepath.ToSlash(path), 1000)
}

// shownReport has two requests over three seconds.
func shownReport() *reports.Report {
	r := &reports.Report{Scenario: "shop", Wrapper: "reference", Requests: reports.Requests{ByName: map[string]reports.Outcomes{"home.me": {Issued: 7, OK: 7}, "pay": {Issued: 3, OK: 3}}}}
	rec, series := reports.NewRecorder([]string{"home.me"}), reports.NewSeries()
	for i := range 3 {
		rec.Request(0, 30*time.Millisecond)
		series.Request(30 * time.Millisecond)
		series.End(time.Duration(i+1)*time.Second, 5, reports.SeriesCounts{RequestsOK: int64(3*i + 3)})
	}
	r.Series = series.Seconds()
	r.Judge(nil, rec)
	return r
}

// One browser is enough for all of them.
func TestEachPageIsUsedWithTheKeyboardAlone(t *testing.T) {
	t.Parallel()
	b := startBrowser(t)
	reportByKeyboard(t, b)
	liveRunByKeyboard(t, b)
	timelineByKeyboard(t, b)
	searchByKeyboard(t, b)
}

func reportByKeyboard(t *testing.T, b *browser) {
	t.Helper()
	p := b.openText(t, "report.html", func(w *strings.Builder) error { return reports.Write(w, "html", shownReport(), nil) })
	rows := func() (n int) {
		p.must(`[...document.querySelectorAll("[data-part=requests] tbody tr")].filter((r) => !r.hidden).length`, &n)
		return n
	}
	p.tabTo("#filter")
	for _, letter := range "pay" {
		p.key(string(letter))
	}
	if n := rows(); n != 1 {
		t.Errorf("with a name typed there are %d requests, want 1", n)
	}
	p.key("Escape")
	if n := rows(); n != 2 {
		t.Errorf("after Escape there are %d requests, want 2", n)
	}
	p.tabTo("[data-chart=requests] input")
	p.key(" ")
	p.until(`!document.activeElement.checked`)
	p.tabTo("[data-chart=requests] summary")
	p.key("Enter")
	p.until(`document.querySelectorAll("[data-chart=requests] tbody tr").length === 3`)
	p.tabTo("[data-chart=requests] .scroll")
}

func liveRunByKeyboard(t *testing.T, b *browser) {
	t.Helper()
	_, url, told := shownRun(t, "shop", "")
	p := b.open(url, 1000)
	p.until(`document.body.dataset.link === "following"`)
	p.tabTo("#stop")
	p.key("Enter")
	p.until(`document.getElementById("sure").open && document.getElementById("sure").contains(document.activeElement)`)
	p.key("Escape")
	p.until(`!document.getElementById("sure").open && document.activeElement.id === "stop"`)
	if len(told) > 0 {
		t.Error("Escape stopped the run")
	}
	p.key("Enter")
	p.until(`document.getElementById("sure").open && document.activeElement.value === "stop"`)
	p.key("Enter")
	<-told
	p.until(`document.body.dataset.link === "stopping"`)
}

func timelineByKeyboard(t *testing.T, b *browser) {
	t.Helper()
	run := &timeline.Timeline{Situation: "s", Wrapper: "w", Class: "duplicate-login"}
	for range 40 {
		run.Events = append(run.Events, timeline.Event{Lane: timeline.Page, To: timeline.Wrapper, Text: "asks"})
	}
	run.Events[30].Defect, run.Events[5].Text = true, "logs in"
	p := b.openText(t, "timeline.html", func(w *strings.Builder) error { return draw.HTML(w, run, nil) })
	p.tabTo("#text")
	for _, letter := range "logs" {
		p.key(string(letter))
	}
	p.until(`document.getElementById("shown").textContent.startsWith("1 /")`)
	p.key("Escape")
	p.until(`document.activeElement.id === "events" && document.getElementById("shown").textContent.startsWith("40 /")`)
	p.key("d")
	// Neither the window's end nor the details hide it.
	p.until(`(() => {
		const box = document.querySelector('[aria-selected="true"]').getBoundingClientRect();
		return document.querySelector('[aria-selected="true"]').id === "e31" && box.top >= 0 && box.bottom <= document.getElementById("details").getBoundingClientRect().top;
	})()`)
	p.key("Enter")
	p.until(`document.activeElement.hash === "#e31"`)
	p.key("Escape")
	p.until(`document.activeElement.id === "events"`)
}

func searchByKeyboard(t *testing.T, b *browser) {
	t.Helper()
	p := b.openText(t, "index.html", func(w *strings.Builder) error {
		return reports.WriteSearchPage(w, []reports.Search{{Situation: "late-401", Wrapper: "template"}, {Situation: "two-requests", Wrapper: "egg"}}, nil)
	})
	p.tabTo("tbody a")
	p.key("Enter")
	p.until(`document.querySelector(":target h2, h2:target") !== null`)
}
