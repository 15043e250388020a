package compare

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/reports/lang"
	"github.com/wxload/wxload/reports/result"
)

var (
	update = flag.Bool("update", false, "write the golden files anew")
	// The runs are read by later versions, too: they are written anew only on purpose.
	updateRuns = flag.Bool("update-runs", false, "write the runs that the golden files compare anew")
)

// shop are the runs of testdata/shop: five before a change, and five after it that are
// slower by a fifth and have more defects.
func shop(t *testing.T) (before, after []*Run) {
	t.Helper()
	for i := range 5 {
		m := usual(uint64(i + 1))
		m.seconds, m.defects = 5, 1
		before = append(before, kept(t, fmt.Sprintf("before-%d.wxr", i+1), m))
		m.seed, m.factor, m.defects = uint64(i+11), 1.2, 6+int64(i)
		m.head = func(h *result.Head) { h.Started = h.Started.AddDate(0, 0, 1) }
		m.report = func(r *reports.Report) { r.Defects[0].Clients = 3 }
		after = append(after, kept(t, fmt.Sprintf("after-%d.wxr", i+1), m))
	}
	return before, after
}

// kept is a run whose file is kept, for the documents and for tests of the command.
func kept(t *testing.T, name string, m made) *Run {
	t.Helper()
	path := filepath.Join("testdata", "shop", name)
	if *updateRuns {
		if err := os.WriteFile(path, m.file(t), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	run, err := Read(name, bytes.NewReader(file), false)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func TestEveryFormatIsTheGoldenOne(t *testing.T) {
	before, after := shop(t)
	c := compared(t, before, after)
	for _, format := range Formats() {
		golden(t, "shop."+format, c, format, nil)
	}
	golden(t, "shop.zh.text", c, "text", lang.Of(lang.Chinese))
	few := side(t, 1, 1, nil)
	golden(t, "weak.text", compared(t, few, side(t, 2, 1, slower(1.5))), "text", nil)
	golden(t, "weak.markdown", compared(t, few, side(t, 2, 2, slower(1.01))), "markdown", nil)
}

func golden(t *testing.T, name string, c *Comparison, format string, words *lang.Words) {
	t.Helper()
	same(t, name, written(t, func(w io.Writer) error { return Write(w, format, c, words) }))
}

// same compares a text with a golden file; of a page what it shows, since its style sheet is
// another package's.
func same(t *testing.T, name, got string) {
	t.Helper()
	if _, shown, isPage := strings.Cut(got, "<body>"); isPage {
		got = shown
	}
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(path); err != nil || string(want) != got {
		t.Errorf("%s is otherwise (%v):\n%s", path, err, got)
	}
}

func written(t *testing.T, write func(io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestPagesLoadNothing(t *testing.T) {
	before, after := shop(t)
	c := compared(t, before, after)
	for _, page := range []string{
		written(t, func(w io.Writer) error { return Write(w, "html", c, lang.Of(lang.Chinese)) }),
		written(t, func(w io.Writer) error { return WriteHistoryPage(w, NewHistory(before, nil), nil) }),
	} {
		if !strings.Contains(page, "default-src &#39;none&#39;; style-src &#39;sha256-") || strings.Contains(page, "http:") || strings.Contains(page, "src=") || strings.Contains(page, "<script") || strings.Contains(page, " style=") {
			t.Error(page[:2000])
		}
	}
}

func TestNoNameOfAScenarioLeavesItsPlace(t *testing.T) {
	hostile := side(t, 1, 1, func(m *made) {
		m.head = func(h *result.Head) { h.Scenario, h.Wrapper = "a|b\n# c", "\x1b[2J<script>" }
	})
	c := compared(t, hostile, side(t, 2, 1, nil))
	for _, format := range []string{"text", "markdown", "html"} {
		var b bytes.Buffer
		if err := Write(&b, format, c, nil); err != nil {
			t.Fatal(err)
		}
		lines := bytes.Split(b.Bytes(), []byte("\n"))
		if bytes.ContainsRune(b.Bytes(), '\x1b') || slices.ContainsFunc(lines, func(line []byte) bool { return bytes.HasPrefix(line, []byte("# c")) }) ||
			format != "text" && bytes.Contains(b.Bytes(), []byte("<script>")) {
			t.Errorf("%s:\n%q", format, b.Bytes())
		}
	}
}
