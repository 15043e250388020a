package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// browser is a Chromium that is told what to do over a pair of pipes, in its DevTools
// protocol (--remote-debugging-pipe): messages of JSON, each of which a zero byte ends. It
// is for one goroutine.
type browser struct {
	t    *testing.T
	to   io.Writer
	from *bufio.Reader
	sent int
}

// startBrowser starts one without pages. Where there is none the test is skipped.
func startBrowser(t *testing.T) *browser {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser takes seconds to start")
	}
	program := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil && program == "" {
			program = path
		}
	}
	if program == "" {
		t.Skip("there is no Chromium on this machine")
	}
	// Processes of the browser may outlive it for a moment and write there still.
	profile, err := os.MkdirTemp("", "wxload-browser-*")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(profile) })
	commands, to, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	from, answers, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--no-proxy-server", "--disable-background-networking",
		"--host-resolver-rules=MAP *.example 127.0.0.1", "--user-data-dir="+profile, "--remote-debugging-pipe")
	cmd.ExtraFiles = []*os.File{commands, answers} // it reads 3 and writes 4
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	commands.Close()
	answers.Close()
	t.Cleanup(func() {
		to.Close() // it ends with its commands
		io.Copy(io.Discard, from)
		from.Close()
		_ = cmd.Wait()
	})
	return &browser{t: t, to: to, from: bufio.NewReader(from)}
}

// message is what the browser is told or says.
type message struct {
	ID        int             `json:"id"`
	Method    string          `json:"method,omitempty"`
	Params    any             `json:"params,omitempty"`
	SessionID string          `json:"sessionId,omitempty"`
	Result    json.RawMessage `json:"result,omitempty"`
	Error     *struct {
		Message string `json:"message"`
	} `json:"error,omitempty"`
}

// do calls a method and puts its result where answer points.
func (b *browser) do(session, method string, params map[string]any, answer any) error {
	b.t.Helper()
	b.sent++
	text, err := json.Marshal(message{ID: b.sent, Method: method, Params: params, SessionID: session})
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.to.Write(append(text, 0)); err != nil {
		b.t.Fatal(err)
	}
	for {
		text, err := b.from.ReadBytes(0)
		if err != nil {
			b.t.Fatalf("%s: %v", method, err)
		}
		var said message
		if err := json.Unmarshal(bytes.TrimSuffix(text, []byte{0}), &said); err != nil {
			b.t.Fatalf("%s: %v", method, err)
		}
		switch {
		case said.ID != b.sent: // something has happened
			continue
		case said.Error != nil:
			return fmt.Errorf("%s: %s", method, said.Error.Message)
		case answer == nil:
			return nil
		}
		return json.Unmarshal(said.Result, answer)
	}
}

// tab is one page.
type tab struct {
	*browser
	session string
}

// open opens an address in a page of its own, of so many pixels.
func (b *browser) open(url string, width int) *tab {
	b.t.Helper()
	must := func(err error) {
		b.t.Helper()
		if err != nil {
			b.t.Fatal(err)
		}
	}
	var target struct {
		TargetID string `json:"targetId"`
	}
	must(b.do("", "Target.createTarget", map[string]any{"url": "about:blank"}, &target))
	var session struct {
		SessionID string `json:"sessionId"`
	}
	must(b.do("", "Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &session))
	p := &tab{b, session.SessionID}
	must(p.do(p.session, "Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false}, nil))
	must(p.do(p.session, "Page.navigate", map[string]any{"url": url}, nil))
	p.until(`document.readyState === "complete" && location.href !== "about:blank"`)
	return p
}

// eval is the value of an expression in JavaScript, which may be a promise.
func (p *tab) eval(expression string, value any) error {
	p.t.Helper()
	var answer struct {
		Result struct {
			Value json.RawMessage `json:"value"`
		} `json:"result"`
		Exception *struct {
			Text      string `json:"text"`
			Exception struct {
				Description string `json:"description"`
			} `json:"exception"`
		} `json:"exceptionDetails"`
	}
	err := p.do(p.session, "Runtime.evaluate", map[string]any{"expression": expression, "awaitPromise": true, "returnByValue": true}, &answer)
	switch {
	case err != nil:
		return err
	case answer.Exception != nil:
		return fmt.Errorf("%s: %s %s", expression, answer.Exception.Text, answer.Exception.Exception.Description)
	case value == nil:
		return nil
	}
	return json.Unmarshal(answer.Result.Value, value)
}

// must is eval where nothing can go wrong.
func (p *tab) must(expression string, value any) {
	p.t.Helper()
	if err := p.eval(expression, value); err != nil {
		p.t.Fatal(err)
	}
}

// text is what a reader sees of the element that a selector finds first.
func (p *tab) text(selector string) string {
	p.t.Helper()
	var text string
	p.must(fmt.Sprintf("document.querySelector(%q).innerText", selector), &text)
	return text
}

// until waits until a condition holds. A page that is being loaded has no say yet.
func (p *tab) until(condition string) {
	p.t.Helper()
	for holds := false; !holds; {
		err := p.eval(`new Promise((done) => { const look = () => (`+condition+`) ? done(true) : document.body?.dataset.link === "gone" ? done(false) : setTimeout(look, 20); look(); })`, &holds)
		if err == nil && !holds {
			p.t.Fatalf("until %s: the page is told nothing more", condition)
		}
		if err != nil && !strings.Contains(err.Error(), "context") && !strings.Contains(err.Error(), "navigated") {
			p.t.Fatal(err)
		}
	}
}

// press clicks on what a selector finds.
func (p *tab) press(selector string) {
	p.t.Helper()
	p.must(fmt.Sprintf("document.querySelector(%q).click()", selector), nil)
}
