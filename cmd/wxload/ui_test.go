package main

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestThePageThatStartsRunsIsForThisMachineAlone(t *testing.T) {
	for _, addr := range []string{":0", "0.0.0.0:0", "[::]:0", "192.0.2.1:80"} {
		got := run(t, t.TempDir(), "", "ui", "--addr", addr)
		if got.code != exitUsage || !strings.Contains(got.stderr, "wxload: hint: ") || got.stdout != "" {
			t.Errorf("%s: exit code %d, %s", addr, got.code, got.stderr)
		}
	}
}

// startUI starts the page in a folder, and returns its address.
func startUI(t *testing.T, dir string) (ui *exec.Cmd, url string) {
	t.Helper()
	ui = exec.Command("wxload", "ui")
	ui.Dir, ui.Stderr = dir, os.Stderr
	stdout, err := ui.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := ui.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ui.Process.Kill() }) // where the test does not end it
	lines := bufio.NewReader(stdout)
	line, err := lines.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	go io.Copy(io.Discard, lines)
	url, found := strings.CutPrefix(strings.TrimSpace(line), "page at ")
	if !found {
		t.Fatalf("it says %q", line)
	}
	return ui, url
}

func TestARunIsStartedFromThePageAndEndsWithIt(t *testing.T) {
	t.Parallel()
	b := startBrowser(t)
	dir := t.TempDir()
	ui, url := startUI(t, dir)
	p := b.open(url, 390)
	p.until(`document.getElementById("command").textContent === "wxload run --ui 127.0.0.1:0 --out html=report.html" && !location.hash`)
	p.must(`(() => {
		const form = document.getElementById("form").elements;
		[form.scenario.value, form.wrapper.value, form.clients.value, form.duration.value] = ["token-expiry", "template", "20", "6s"];
		document.getElementById("form").dispatchEvent(new Event("input"));
	})()`, nil)
	const command = "wxload init token-expiry\nwxload run token-expiry.yaml --wrapper template --clients 20 --duration 6s --ui 127.0.0.1:0 --out html=report.html"
	p.until(`document.getElementById("command").textContent.includes("--duration 6s")`)
	if got := p.text("#command"); got != command {
		t.Errorf("the command is %q, want %q", got, command)
	}
	p.press("#start")
	p.until(`!document.getElementById("job").hidden && document.getElementById("state").className !== "going"`)
	if text := p.text("#job"); !strings.Contains(text, command) || !strings.Contains(text, "Ended with exit code") || !strings.Contains(text, "wrote token-expiry.yaml") || !strings.Contains(text, "page at http://127.0.0.1:") {
		t.Errorf("the job is told as %s", text)
	}
	var link string
	p.must(`document.getElementById("look").href`, &link)
	result := b.open(link, 1000)
	result.until(`document.querySelectorAll("canvas").length > 0`) // its scripts may run
	if text := result.text("body"); !strings.Contains(text, "token-expiry with wrapper template: 20 of 20 clients") {
		t.Errorf("the result is %s", text)
	}
	p.must(`(() => {
		const form = document.getElementById("form").elements;
		[form.scenario.value, form.duration.value] = ["", "1h"];
		document.getElementById("form").dispatchEvent(new Event("input"));
	})()`, nil)
	p.until(`document.getElementById("command").textContent.endsWith("--duration 1h --ui 127.0.0.1:0 --out html=report-2.html")`)
	p.press("#start")
	p.until(`!document.getElementById("watch").hidden`)
	p.must(`document.getElementById("watch").href`, &link)
	b.open(link, 800).until(`document.querySelector("h1").innerText === "RUNNING"`)
	if err := ui.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := ui.Wait(); err != nil {
		t.Errorf("it ends with %v", err)
	}
	report, err := os.ReadFile(filepath.Join(dir, "report-2.html"))
	if err != nil || !strings.Contains(string(report), ">INTERRUPTED</h1>") {
		t.Errorf("the run that went on: %v", err)
	}
	p.until(`document.getElementById("said").textContent.includes("has ended")`)
}

func TestThePageSaysWhyTheCommandThatItRanFailed(t *testing.T) {
	for command, want := range map[string]string{
		"run":     "a threshold failed",
		"explore": "explore found a new defect",
	} {
		if got := exitMeaning(command, exitThreshold); got != want {
			t.Errorf("%s: %q, want %q", command, got, want)
		}
		if got := exitMeaning(command, exitUsage); got != "the command or the file is wrong" {
			t.Errorf("%s, wrongly used: %q", command, got)
		}
	}
}
