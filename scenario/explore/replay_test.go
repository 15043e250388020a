package explore

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/explore/internal/planted"
	"github.com/wxload/wxload/scenario/explore/situation"
	"github.com/wxload/wxload/scenario/timeline"
)

// late401 is the replay file of template's late 401.
func late401(t *testing.T) *Replay {
	t.Helper()
	s, _ := situation.Find("late-401")
	r := explored(t, s.WithRequests(2), named("template"), Options{Mode: Exhaustive, Version: "test"})
	return r.finding("duplicate-login", "stale-401").Replay
}

func written(t *testing.T, r *Replay) string {
	t.Helper()
	data, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// again makes the run of a replay with the wrapper that it names.
func (r *Replay) again() (*timeline.Timeline, error) { return r.Run(named(r.Wrapper)) }

// named is a wrapper that comes with the tool; the zero Info where there is none.
func named(id string) wrapper.Info {
	info, _ := wrapper.Find(id)
	return info
}

func TestAReplayFileRunsAgainAndTellsTheStory(t *testing.T) {
	r, err := ParseReplay([]byte(written(t, late401(t))))
	if err != nil {
		t.Fatal(err)
	}
	line, err := r.again()
	if err != nil {
		t.Fatal(err)
	}
	marked := slices.IndexFunc(line.Events, func(e timeline.Event) bool { return e.Defect })
	if marked < 0 || !strings.Contains(line.Events[marked].Text, "wx.login") {
		t.Errorf("the defect is not marked at the second login: %+v", line.Events)
	}
	if line.Sentence != "the 401 of request A, sent with token t0, arrives after login #1 stored t1; the wrapper deletes t1 and logs in again (after the tokens expired)" {
		t.Errorf("sentence %q", line.Sentence)
	}
	if want := []string{"the answer to request A waits until login #1 has stored its token t1"}; !slices.Equal(line.Prose, want) {
		t.Errorf("prose %q, want %q", line.Prose, want)
	}
	lanes := map[timeline.Lane]bool{}
	for _, e := range line.Events {
		lanes[e.Lane], lanes[e.To] = true, true
	}
	for _, lane := range []timeline.Lane{timeline.Page, timeline.Wrapper, timeline.WX, timeline.Server, timeline.WeChat} {
		if !lanes[lane] {
			t.Errorf("no event in the lane %q", lane)
		}
	}
}

func TestAReplayFileThatIsNotOneIsRefused(t *testing.T) {
	good := written(t, late401(t))
	for name, c := range map[string]struct{ data, want string }{
		"no JSON":        {"{", "not what wxload explore writes"},
		"unknown member": {strings.Replace(good, `"seed"`, `"seeds"`, 1), "seeds"},
		"two of them":    {good + good, "goes on"},
		"other schema":   {strings.Replace(good, "replay/v1", "replay/v9", 1), "wxload.replay/v1"},
		"other world":    {strings.Replace(good, `"token":"valid"`, `"token":"absent"`, 1), "situation_hash"},
		"large":          {strings.Repeat(" ", maxReplay+1), "at most"},
	} {
		if _, err := ParseReplay([]byte(c.data)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestAReplayThatGoesAnotherWaySaysWhere(t *testing.T) {
	good := late401(t)
	for name, c := range map[string]struct {
		change func(*Replay)
		want   string
	}{
		"a choice that cannot be":   {func(r *Replay) { r.Choices[3] = "answer of login POST #1" }, `choice 4, "answer of login POST #1"`},
		"another order":             {func(r *Replay) { r.Choices = slices.Delete(r.Choices, len(r.Choices)-2, len(r.Choices)-1) }, "the defect"},
		"another hash":              {func(r *Replay) { r.Hash = strings.Repeat("0", 64) }, "the hash is"},
		"a wrapper without the bug": {func(r *Replay) { r.Wrapper = "reference" }, "choice"},
		"too short":                 {func(r *Replay) { r.Choices = r.Choices[:3] }, "was not there"},
		"too long":                  {func(r *Replay) { r.Choices = append(r.Choices, "timer #99") }, "timer #99"},
	} {
		r := *good
		r.Choices = slices.Clone(good.Choices)
		c.change(&r)
		if _, err := r.again(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// check holds what a search has found against what is promised of it: each replay runs
// again and marks its defect, each finding has a sentence, and no two the same one.
func (r *Result) check(t *testing.T, info wrapper.Info) {
	t.Helper()
	said := map[string]bool{}
	for _, f := range r.Findings {
		words := f.Class + f.Kind + f.Sentence
		if said[words] {
			t.Errorf("%s: two findings of %s %s read %q", info.ID, f.Class, f.Kind, f.Sentence)
		}
		said[words] = true
		line, err := f.Replay.Run(info)
		if err != nil {
			t.Errorf("%s: %v", info.ID, err)
			continue
		}
		if !slices.ContainsFunc(line.Events, func(e timeline.Event) bool { return e.Defect }) || f.Sentence == "" {
			t.Errorf("%s: %s %s is not marked, or has no sentence", info.ID, f.Class, f.Kind)
		}
	}
}

func TestEveryReportedReplayRunsAndNoTwoReadTheSame(t *testing.T) {
	t.Parallel()
	ids := []string{"flyjs", "egg", "template"}
	if testing.Short() {
		ids = ids[:1]
	}
	for _, s := range situation.All() {
		if s.Token == situation.Dead {
			continue // whose runs have no end; those of TestTheHolesOfTheDocumentsWrappersAreFoundUntold will do
		}
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			for _, id := range ids {
				explored(t, s, named(id), Options{Mode: PCT, Runs: 40}).check(t, named(id))
			}
		})
	}
}

func FuzzParseReplayNeverPanics(f *testing.F) {
	f.Add([]byte(`{"schema":"wxload.replay/v1"}`))
	f.Add([]byte(`{"schema":"wxload.replay/v1","situation":{"name":"x","token":"valid","requests":-1,"threads":[[{"do":"load"}]]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if r, err := ParseReplay(data); err == nil {
			r.again()
		}
	})
}

// A wrapper that is in no table is searched, and its replays run, all the same.
func TestAReplayRunsWithTheWrapperThatItIsGiven(t *testing.T) {
	s, _ := situation.Find("late-401")
	mine := planted.Wrapper(planted.NoTokenComparison)
	r := explored(t, s.WithRequests(2), mine, Options{States: 5000})
	if len(r.Findings) == 0 {
		t.Fatal("nothing found")
	}
	line, err := r.Findings[0].Replay.Run(mine)
	if err != nil || line.Wrapper != "mutant" {
		t.Errorf("%+v, %v", line, err)
	}
	if _, err := r.Findings[0].Replay.Run(planted.Wrapper(planted.NoBug)); err == nil {
		t.Error("the wrapper without the bug runs as the one with it")
	}
	mine.Shape = "spider"
	if _, err := r.Findings[0].Replay.Run(mine); err == nil || !strings.Contains(err.Error(), "spider") {
		t.Errorf("a backend that there is not: %v", err)
	}
}
