package mockwx

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// chromium is a browser, spoken to in its own protocol over a pipe
// (https://chromedevtools.github.io/devtools-protocol/).
type chromium struct {
	to    *os.File
	from  *bufio.Reader
	calls int
}

// startChromium starts one. The test is skipped where there is none.
func startChromium(t *testing.T) *chromium {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser takes seconds")
	}
	program, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no chromium here: nothing was tried in a browser")
	}
	commands, to, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	from, answers, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "--remote-debugging-pipe", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--lang=en", "--user-data-dir="+t.TempDir())
	cmd.ExtraFiles = []*os.File{commands, answers} // 3 and 4
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	commands.Close()
	answers.Close()
	c := &chromium{to: to, from: bufio.NewReader(from)}
	t.Cleanup(func() {
		(&tab{t: t, chromium: c}).call("Browser.close", nil)
		cmd.Wait()
		to.Close()
		from.Close()
	})
	return c
}

// tab is a page in a browser.
type tab struct {
	*chromium
	t       *testing.T
	session string // empty: the browser itself
}

// open opens a page.
func (c *chromium) open(t *testing.T, page string) *tab {
	t.Helper()
	b := &tab{t: t, chromium: c}
	target := b.call("Target.createTarget", map[string]any{"url": "about:blank"})["targetId"]
	b.session = b.call("Target.attachToTarget", map[string]any{"targetId": target, "flatten": true})["sessionId"].(string)
	b.call("Page.enable", nil)
	b.call("Page.navigate", map[string]any{"url": page})
	b.await(func(m message) bool { return m.Method == "Page.loadEventFired" && m.SessionID == b.session })
	t.Cleanup(func() { b.call("Page.close", nil) })
	return b
}

// message is an answer, or an event.
type message struct {
	ID        int
	Method    string
	SessionID string
	Result    map[string]any
	Error     any
}

func (b *tab) await(wanted func(message) bool) message {
	b.t.Helper()
	for {
		text, err := b.from.ReadBytes(0)
		if err != nil {
			b.t.Fatalf("chromium: %v", err)
		}
		var m message
		if err := json.Unmarshal(text[:len(text)-1], &m); err != nil {
			b.t.Fatal(err)
		}
		if wanted(m) {
			return m
		}
	}
}

// call gives a command and returns its result.
func (b *tab) call(method string, params map[string]any) map[string]any {
	b.t.Helper()
	b.calls++
	command := map[string]any{"id": b.calls, "method": method, "params": params}
	if params == nil {
		delete(command, "params")
	}
	if b.session != "" {
		command["sessionId"] = b.session
	}
	text, err := json.Marshal(command)
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.to.Write(append(text, 0)); err != nil {
		b.t.Fatal(err)
	}
	m := b.await(func(m message) bool { return m.ID == b.calls })
	if m.Error != nil {
		b.t.Fatalf("%s: %v", method, m.Error)
	}
	return m.Result
}

// until is the page's function that waits until what it shows fulfils a condition.
const until = `const until = holds => new Promise(done => {
  const look = () => { if (holds()) { watch.disconnect(); done(); } };
  const watch = new MutationObserver(look);
  watch.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  look();
});
const all = (selector, in_ = document) => [...in_.querySelectorAll(selector)];
const labelled = label => all("button").find(b => (b.ariaLabel || b.textContent) === label);
const said = start => until(() => $("said").textContent.startsWith(start) && $("said").className === "");
`

// run runs the body of an async function in the page, and returns what it does, as text.
func (b *tab) run(body string) string {
	b.t.Helper()
	r := b.call("Runtime.evaluate", map[string]any{"expression": "(async () => { " + until + body + " })()", "awaitPromise": true, "returnByValue": true})
	if failed := r["exceptionDetails"]; failed != nil {
		b.t.Fatalf("%s: %v", body, failed)
	}
	return fmt.Sprint(r["result"].(map[string]any)["value"])
}

// shop is a mock with so many users, each with one code that was used.
func shop(t *testing.T, users int) *Server {
	t.Helper()
	s := NewServer(t)
	for i := range users {
		code, err := s.Login(DefaultAppID, fmt.Sprintf("u%03d", i))
		if err != nil {
			t.Fatal(err)
		}
		send(t, "GET", exchangeURL(s, code), "")
	}
	return s
}

func TestThePageInABrowser(t *testing.T) {
	c := startChromium(t)
	for name, test := range map[string]func(*testing.T, *chromium){
		"its buttons do what they say":          clickButtons,
		"each fault of its form is set":         injectFaults,
		"it leafs through the users":            leafThroughUsers,
		"its chart has the codes and errors":    readChart,
		"hostile names do no harm":              showHostileNames,
		"no English is left on the Chinese one": readChinese,
	} {
		t.Run(name, func(t *testing.T) { test(t, c) })
	}
}

func clickButtons(t *testing.T, c *chromium) {
	s := shop(t, 3)
	b := c.open(t, s.URL)
	b.run(`await until(() => all("#users tr").length === 3)`)

	b.run(`labelled("expire: u001").click(); await said("expire: done")`)
	if l := s.Ledger(); l.Sessions.Expired != 1 {
		t.Errorf("after one user's expiry the ledger has %+v", l.Sessions)
	}
	b.run(`$("said").textContent = ""; labelled("rotate: u002").click(); await said("rotate: done")`)
	if l := s.Ledger(); l.Sessions.Displaced != 1 {
		t.Errorf("after one user's rotation the ledger has %+v", l.Sessions)
	}
	for _, label := range []string{"expire tokens", "rotate keys", "expire sessions"} {
		b.run(`labelled("` + label + `: ` + DefaultAppID + `").click(); await said("` + label + `: done")`)
	}
	if l := s.Ledger(); l.Sessions.Valid != 0 {
		t.Errorf("after the expiry of all the ledger has %+v", l.Sessions)
	}
	b.run(`$("token").value = "x"; labelled("expire tokens: ` + DefaultAppID + `").focus(); refresh(); await until(() => $("users").children.length);
		if (document.activeElement.dataset.key !== "expire tokens: ` + DefaultAppID + `") throw new Error("the focus is lost")`)
}

func injectFaults(t *testing.T, c *chromium) {
	s := NewServer(t)
	b := c.open(t, s.URL)
	kinds := strings.Fields(b.run(`return all("#kind option").map(o => o.value).join(" ")`))
	for i, kind := range kinds {
		b.run(fmt.Sprintf(`$("kind").value = %q; $("rate").value = "0.5"; all("#inject button.main")[0].click();
			await until(() => all("#faults code").length === %d)`, kind, i+1))
	}
	faults := s.faults.Load().list()
	if len(faults) != len(kinds) || len(kinds) < 10 {
		t.Fatalf("%d kinds make the faults %+v", len(kinds), faults)
	}
	for i, f := range faults {
		if f.Rate != 0.5 || f.Endpoint != endpointJSCode2Session || i > 0 && f.equal(faults[i-1]) {
			t.Errorf("%s is the fault %+v", kinds[i], f)
		}
	}
	b.run(fmt.Sprintf(`labelled("remove: " + all("#faults code")[0].textContent).click(); await until(() => all("#faults code").length === %d)`, len(kinds)-1))
	if now := s.faults.Load().list(); len(now) != len(kinds)-1 || !now[0].equal(faults[1]) {
		t.Errorf("after the removal of the first there are %+v", now)
	}
	b.run(`$("clear").click(); await until(() => $("faults").textContent === "none")`)
	if now := s.faults.Load().list(); len(now) != 0 {
		t.Errorf("after the removal of all there are %+v", now)
	}
}

func leafThroughUsers(t *testing.T, c *chromium) {
	s := shop(t, 120)
	b := c.open(t, s.URL)
	for _, step := range []struct{ do, part, first string }{
		{"", "1–50 of 120", "u000"},
		{`$("next").click()`, "51–100 of 120", "u050"},
		{`$("next").click()`, "101–120 of 120", "u100"},
		{`$("before").click()`, "51–100 of 120", "u050"},
		{`$("filter").value = "9"; $("filter").oninput()`, "1–21 of 21", "u009"},
		{`$("filter").value = "nobody"; $("filter").oninput()`, "none", ""},
	} {
		got := b.run(fmt.Sprintf(`%s; await until(() => $("part").textContent === %q); return all("#users th").map(c => c.textContent)[0] || ""`, step.do, step.part))
		if got != step.first {
			t.Errorf("after %s the first user is %q, want %q", step.do, got, step.first)
		}
	}
}

func readChart(t *testing.T, c *chromium) {
	s := shop(t, 1)
	b := c.open(t, s.URL)
	b.run(`await until(() => all("#users tr").length === 1)`)
	for range 4 {
		code, err := s.Login(DefaultAppID, "u1")
		if err != nil {
			t.Fatal(err)
		}
		send(t, "GET", exchangeURL(s, code), "")
		send(t, "GET", exchangeURL(s, code), "") // refused
	}
	got := b.run(`await refresh(); const p = points.at(-1), first = all("#points tr")[0], lines = all("#chart path").filter(p => p.getAttribute("d").startsWith("M")).length;
		return JSON.stringify([last.counts, p.rates[0] > 0 && p.rates[0] === p.rates[1] && p.rates[1] === p.rates[2], all("td", first).length, lines])`)
	if got != "[[5,5,4],true,3,3]" {
		t.Errorf("counts, whether they are equal, columns and lines are %s", got)
	}
	if got := b.run(`return all("#errors tr").map(r => r.textContent).join()`); got != "jscode2session401634" {
		t.Errorf("the errors are %s", got)
	}
}

func readChinese(t *testing.T, c *chromium) {
	s := shop(t, 2)
	b := c.open(t, s.URL+"/?lang=zh")
	got := b.run(`await until(() => all("#users tr").length === 2);
		const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), left = new Set();
		while (texts.nextNode()) {
			const t = texts.currentNode;
			if (/[a-z]{2}/i.test(t.data) && !/\p{Script=Han}/u.test(t.data) && !t.parentElement.closest("script, tbody, #endpoint")) left.add(t.data.trim());
		}
		for (const e of all("[aria-label]")) if (!/\p{Script=Han}/u.test(e.ariaLabel)) left.add(e.ariaLabel);
		return [document.documentElement.lang, document.title, ...[...left].sort()].join()`)
	if got != "zh-CN,mock 微信,English,access_token,appid,openid,session_key" {
		t.Errorf("language, title and what is not Chinese: %s", got)
	}
}

func showHostileNames(t *testing.T, c *chromium) {
	s := NewServer(t)
	hostile := []string{strings.Repeat("长x", 64), "<script>document.title = 'stolen'</script>", "\u202egnissim\u202c", `"); alert(1); ("`}
	for _, name := range hostile {
		if _, err := s.Login(DefaultAppID, name); err != nil {
			t.Fatal(err)
		}
	}
	b := c.open(t, s.URL)
	b.run(`await until(() => all("#users tr").length === 4)`)
	got := b.run(`const names = all("#users th").map(c => c.textContent);
		return JSON.stringify([names, document.title, document.documentElement.scrollWidth <= innerWidth, Math.max(...all("#users tr").map(r => r.offsetHeight)) < 60])`)
	var names []string
	var title string
	var fits, flat bool
	if err := json.Unmarshal([]byte(got), &[]any{&names, &title, &fits, &flat}); err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	slices.Sort(hostile)
	if !slices.Equal(names, hostile) || title != "mock WeChat" || !fits || !flat {
		t.Errorf("the page has %.500s", got)
	}
	for _, name := range hostile {
		text, err := json.Marshal(name)
		if err != nil {
			t.Fatal(err)
		}
		b.run(`$("said").textContent = ""; labelled("expire: " + ` + string(text) + `).click(); await said("expire: done")`)
	}
	if l := s.Ledger(); l.Sessions.Valid != 0 {
		t.Errorf("after the expiry of each the ledger has %+v", l.Sessions)
	}
}
