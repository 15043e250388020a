package draw

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"html"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/wxload/wxload/reports/lang"
	"github.com/wxload/wxload/scenario/timeline"
)

var update = flag.Bool("update", false, "write the golden files anew")

type format struct {
	name, suffix string
	write        func(io.Writer, *timeline.Timeline, *lang.Words) error
}

func formats() []format {
	return []format{{"text", "txt", Text}, {"html", "html", HTML}, {"mermaid", "mmd", Mermaid}, {"json", "json", jsonAlways}}
}

// jsonAlways is in English, whoever reads it.
func jsonAlways(w io.Writer, t *timeline.Timeline, _ *lang.Words) error { return JSON(w, t) }

func drawn(t *testing.T, f format, run *timeline.Timeline) string {
	t.Helper()
	var b bytes.Buffer
	if err := f.write(&b, run, nil); err != nil {
		t.Fatalf("%s: %v", f.name, err)
	}
	return b.String()
}

func TestFormatsMatchTheirGoldenFiles(t *testing.T) {
	for name, run := range map[string]*timeline.Timeline{"late-401": late401(), "empty": empty(), "hostile": hostile()} {
		for _, f := range formats() {
			got := drawn(t, f, run)
			path := filepath.Join("testdata", name+"."+f.suffix)
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s differs; look at it, then run the test with -update\n%s", path, got)
			}
		}
	}
}

func TestALaneThatIsNoneIsAnError(t *testing.T) {
	for _, e := range []timeline.Event{{}, {Lane: "moon"}, {Lane: timeline.Page, To: "moon"}} {
		run := &timeline.Timeline{Events: []timeline.Event{{Lane: timeline.Page}, e}}
		for _, f := range formats()[:3] {
			var b bytes.Buffer
			if err := f.write(&b, run, nil); err == nil || !strings.Contains(err.Error(), "event 2") || b.Len() > 0 {
				t.Errorf("%s of %+v: %v, %q", f.name, e, err, b.String())
			}
		}
	}
}

func TestWhatCannotBeWrittenIsAnError(t *testing.T) {
	for _, f := range formats() {
		if err := f.write(full{}, late401(), nil); !errors.Is(err, io.ErrShortWrite) {
			t.Errorf("%s: %v", f.name, err)
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestTextsCannotMoveACursorOrBreakALine(t *testing.T) {
	for _, f := range formats()[:3] {
		for _, r := range drawn(t, f, hostile()) {
			if r != '\n' && !unicode.IsPrint(r) {
				t.Errorf("%s writes %q", f.name, r)
			}
		}
	}
}

func TestEveryArrowStartsAndEndsInItsLane(t *testing.T) {
	for from := range lanes() {
		for to := range lanes() {
			line := drawLanes(row{From: from, To: to})
			if got := line[from*laneWidth+laneWidth/2]; got != 'o' {
				t.Errorf("%d to %d: %q starts with %q", from, to, line, got)
			}
			if from == to {
				if strings.ContainsAny(line, "<->") {
					t.Errorf("%q is an arrow", line)
				}
				continue
			}
			step := 1
			if from > to {
				step = -1
			}
			if got := line[to*laneWidth+laneWidth/2-step]; from < to && got != '>' || from > to && got != '<' {
				t.Errorf("%d to %d: %q ends with %q", from, to, line, got)
			}
			if line[to*laneWidth+laneWidth/2] != '|' || strings.Count(line, "-") != laneWidth*(to-from)*step-2 {
				t.Errorf("%d to %d: %q", from, to, line)
			}
		}
	}
}

func TestMermaidHasOneStatementALine(t *testing.T) {
	for line := range strings.Lines(drawn(t, formats()[2], hostile())) {
		fields := strings.Fields(line)
		switch {
		case fields[0] == "sequenceDiagram", fields[0] == "title", fields[0] == "participant", fields[0] == "Note", fields[0] == "rect", line == "    end\n", strings.Contains(fields[0], "->>"):
		default:
			t.Errorf("%q is no statement", line)
		}
		if strings.ContainsAny(line, "<{`%") {
			t.Errorf("%q holds what Mermaid or HTML would take for its own", line)
		}
	}
}

func TestJSONTellsNoTokenFromTheFirst(t *testing.T) {
	var got struct {
		Schema      string
		Constraints []string
		Events      []struct {
			AtMS  float64 `json:"at_ms"`
			To    string
			Token *int
		}
	}
	if err := json.Unmarshal([]byte(drawn(t, formats()[3], late401())), &got); err != nil {
		t.Fatal(err)
	}
	if got.Schema != "wxload.timeline/v1" || len(got.Constraints) != 2 || len(got.Events) != 22 {
		t.Errorf("got %+v", got)
	}
	if e := got.Events[0]; e.Token != nil || e.To != "wrapper" {
		t.Errorf("the first event is %+v", e)
	}
	if e := got.Events[5]; e.Token == nil || *e.Token != 1 || e.AtMS != 10 {
		t.Errorf("the sixth event is %+v", e)
	}
}

func TestThePageLoadsNothing(t *testing.T) {
	text := drawn(t, formats()[1], late401())
	for _, sign := range []string{"http:", "https:", "//", "src=", "<link", "@import", "url(", "fetch("} {
		// Comments of the script are no addresses.
		if strings.Contains(strings.ReplaceAll(text, "  // ", ""), sign) {
			t.Errorf("the page holds %q", sign)
		}
	}
	policy := html.UnescapeString(part(t, `Content-Security-Policy" content="(.*?)"`, []byte(text)))
	if !strings.HasPrefix(policy, "default-src 'none'; style-src 'sha256-") || strings.Contains(policy, "unsafe") {
		t.Errorf("the page may load or run more than its own parts: %s", policy)
	}
}

func TestDetailsSayAllAboutARow(t *testing.T) {
	for _, c := range []struct {
		row  row
		want string
	}{
		{row{Number: 3, At: "0.5", From: 1, To: 3, Text: "A with t0", Request: "A", Token: 1},
			"event 3 at 0.5 ms, wrapper to developer server, request A, token of generation 1: A with t0"},
		{row{Number: 1, At: "0", From: 3, To: 3, Text: "every token dies"}, "event 1 at 0 ms, developer server: every token dies"},
		{row{Number: 2, At: "10", From: 1, To: 2, Text: "wx.login", Defect: true}, "event 2 at 10 ms, wrapper to wx: wx.login (here is the defect)"},
	} {
		if got := c.row.details(nil); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestATimelineIsSaidInTheReadersLanguage(t *testing.T) {
	words := lang.Of(lang.Chinese)
	for _, f := range []struct {
		write func(io.Writer, *timeline.Timeline, *lang.Words) error
		want  []string
	}{
		{Text, []string{"late-401，用封装 template 运行：duplicate-login (stale-401)", "开发者服务器", "发生了什么"}},
		{Mermaid, []string{"as 封装", "缺陷所在：duplicate-login (stale-401)"}},
		{HTML, []string{`<html lang="zh-CN">`, "发生了什么", `data-say-none="没有 token"`, "第 1 个事件，在 "}},
	} {
		var b strings.Builder
		if err := f.write(&b, late401(), words); err != nil {
			t.Fatal(err)
		}
		for _, want := range f.want {
			if !strings.Contains(b.String(), want) {
				t.Errorf("%q is missing in\n%s", want, b.String())
			}
		}
	}
}
