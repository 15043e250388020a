package draw

import (
	"crypto/sha256"
	"encoding/base64"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/wxload/wxload/scenario/timeline"
)

// script presses keys and leaves what they select in the body's data-seen.
const script = `<script>
const seen = [];
for (const key of KEYS) {
  document.body.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
  const picked = document.querySelectorAll('[aria-selected="true"]');
  const list = document.getElementById("events");
  seen.push(Array.from(picked, (e) => e.dataset.number).join("+"));
  if (picked.length && list.getAttribute("aria-activedescendant") !== picked[0].id) seen.push("lost");
}
document.body.dataset.seen = seen.join(" ") + "; " + document.getElementById("details").textContent + "; " + document.activeElement.id;
</script>`

// pressed draws a timeline in Chromium, presses keys, a JavaScript array, and
// returns the page's title and what the keys did. The page must load nothing.
func pressed(t *testing.T, run *timeline.Timeline, keys string) (title, seen string) {
	t.Helper()
	dom := browsed(t, run, "", strings.Replace(script, "KEYS", keys, 1))
	return part(t, `<title>(.*?)</title>`, dom), part(t, `data-seen="(.*?)"`, dom)
}

// browsed is what becomes of a timeline's page in Chromium, opened at a fragment, with a
// script at its end. The page must load nothing.
func browsed(t *testing.T, run *timeline.Timeline, fragment, script string) []byte {
	t.Helper()
	chromium := browser(t)
	// The page runs no script but its own: the test has to add itself.
	body := strings.TrimSuffix(strings.TrimPrefix(script, "<script>"), "</script>")
	sum := sha256.Sum256([]byte(body))
	text := strings.Replace(drawn(t, formats()[1], run), "script-src ", "script-src &#39;sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"&#39; ", 1) + script
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/page":
			io.WriteString(w, text)
		case "/favicon.ico": // browsers ask for it by themselves
		default:
			t.Errorf("the page loads %s", r.URL)
		}
	}))
	defer server.Close()
	// Processes of the browser may outlive it for a moment and write there still.
	profile, err := os.MkdirTemp("", "wxload-browser-*")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(profile) })
	dom, err := exec.Command(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--no-proxy-server",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--user-data-dir="+profile, "--dump-dom", server.URL+"/page"+fragment).Output()
	if err != nil {
		t.Fatalf("%s: %v", chromium, err)
	}
	return dom
}

func part(t *testing.T, pattern string, dom []byte) string {
	t.Helper()
	found := regexp.MustCompile(pattern).FindSubmatch(dom)
	if found == nil {
		t.Fatalf("no %s in the page", pattern)
	}
	return html.UnescapeString(string(found[1]))
}

// browser is Chromium's program; without one the test is skipped.
func browser(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser takes seconds to start")
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("there is no Chromium on this machine")
	return ""
}

func TestThePageIsSteppedThroughWithKeys(t *testing.T) {
	title, seen := pressed(t, late401(), `["ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp", "ArrowRight", "ArrowRight", "ArrowLeft", "End", "ArrowDown", "Home", "d", "x"]`)
	if title != "duplicate-login (stale-401): late-401 with template" {
		t.Errorf("the title is %q", title)
	}
	want := "1 2 1 1 3 6 3 22 22 1 21 21; 21. wx.login #250 mswrapper to wxno tokenlink to this event; events"
	if seen != want {
		t.Errorf("the keys did %q, want %q", seen, want)
	}
}

func TestABrowserRunsNothingThatATextHolds(t *testing.T) {
	title, seen := pressed(t, hostile(), `["End"]`)
	if !strings.Contains(title, "</script>") {
		t.Errorf("the title is %q", title)
	}
	if !strings.HasPrefix(seen, "1; 1. </script><script>") {
		t.Errorf("the keys did %q", seen)
	}
}

func TestAPageWithoutEventsTakesKeys(t *testing.T) {
	if _, seen := pressed(t, empty(), `["ArrowDown", "ArrowLeft", "Home", "d"]`); strings.TrimLeft(seen, " ") != "; Point at an event, or step to one, for its details.; events" {
		t.Errorf("the keys did %q", seen)
	}
}

// tools uses the form above the events, and leaves which of them are shown after each step
// in the body's data-seen.
const tools = `<script>
const seen = [];
const note = () => {
  const shown = Array.from(document.querySelectorAll("#events li"), (e) => e.hidden ? "" : e.dataset.number).filter(Boolean);
  seen.push(shown.length > 4 ? shown[0] + "-" + shown.at(-1) : shown.join("+"));
};
const press = (key, on = document.body) => on.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
const put = (id, value) => { const e = document.getElementById(id); e.value = value; e.dispatchEvent(new Event(e.localName === "select" ? "change" : "input")); };
const click = (id) => document.getElementById(id).click();
for (const step of STEPS) { step(); note(); }
document.body.dataset.seen = seen.join(" ") + "; " + document.getElementById("shown").textContent + "; " + location.hash;
</script>`

func TestTheEventsAreZoomedAndFiltered(t *testing.T) {
	var steps, want []string
	for _, step := range [][2]string{
		// By keys, around the defect; by buttons, around an event.
		{`press("+")`, "12-22"}, {`press("+")`, "17-22"}, {`press("-")`, "11-22"}, {`press("0")`, "1-22"},
		{`press("Home")`, "1-22"}, {`click("in")`, "1-11"}, {`click("in")`, "1-6"}, {`click("in")`, "1+2+3"}, {`click("in")`, "1+2"}, {`click("in")`, "1+2"}, {`click("out")`, "1+2+3+4"}, {`click("all")`, "1-22"},
		// One request, and stepping only through what is shown; both.
		{`put("request", "B")`, "2+4+19+20"}, {`press("End")`, "2+4+19+20"}, {`press("ArrowUp")`, "2+4+19+20"}, {`press("+")`, "19+20"}, {`click("all")`, "1-22"},
		// A text, in any case; the defect is shown even where it is left out.
		{`put("text", "WX.LOGIN")`, "8+21"}, {`put("text", "nothing like it")`, ""}, {`press("d")`, "1-22"},
		// Keys in the form are its own.
		{`press("Home", document.getElementById("text"))`, "1-22"},
	} {
		steps, want = append(steps, "() => "+step[0]), append(want, step[1])
	}
	dom := browsed(t, late401(), "", strings.Replace(tools, "STEPS", "["+strings.Join(steps, ", ")+"]", 1))
	if seen, want := part(t, `data-seen="(.*?)"`, dom), strings.Join(want, " ")+"; 22 / 22 events shown; #e21"; seen != want {
		t.Errorf("shown are %q, want %q", seen, want)
	}
}

func TestALinkLeadsToOneEvent(t *testing.T) {
	for fragment, want := range map[string]string{"#e12": "12; #e12", "#defect": "21; #e21"} {
		dom := browsed(t, late401(), fragment, `<script>document.body.dataset.seen = [...document.querySelectorAll('[aria-selected="true"]')].map((e) => e.dataset.number).join() + "; " + document.querySelector("#details a").getAttribute("href")</script>`)
		if seen := part(t, `data-seen="(.*?)"`, dom); seen != want {
			t.Errorf("%q leads to %q, want %q", fragment, seen, want)
		}
	}
}
