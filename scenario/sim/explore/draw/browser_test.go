package draw

import (
	"context"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/wxload/wxload/scenario/sim/explore"
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
// returns the page's title and what the keys did.
func pressed(t *testing.T, timeline *explore.Timeline, keys string) (title, seen string) {
	t.Helper()
	chromium := browser(t)
	file := filepath.Join(t.TempDir(), "timeline.html")
	text := drawn(t, formats()[1], timeline) + strings.Replace(script, "KEYS", keys, 1)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	dom, err := exec.CommandContext(ctx, chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--user-data-dir="+t.TempDir(), "--dump-dom", "file://"+file).Output()
	if err != nil {
		t.Fatalf("%s: %v", chromium, err)
	}
	return part(t, `<title>(.*?)</title>`, dom), part(t, `data-seen="(.*?)"`, dom)
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
	title, seen := pressed(t, late401(), `["ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp", "ArrowRight", "ArrowRight", "ArrowLeft", "End", "ArrowDown", "Home", "x", "d"]`)
	if title != "duplicate-login (stale-401): late-401 with template" {
		t.Errorf("the title is %q", title)
	}
	want := "1 2 1 1 3 6 3 22 22 1 1 21; 21. wx.login #250 mswrapper to wxno token; events"
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
	for _, key := range []string{"ArrowDown", "ArrowLeft", "Home", "d"} {
		if _, seen := pressed(t, empty(), `["`+key+`"]`); !strings.HasPrefix(seen, "; Point at") {
			t.Errorf("%s did %q", key, seen)
		}
	}
}
