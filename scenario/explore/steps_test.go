package explore

import (
	"slices"
	"testing"

	"github.com/wxload/wxload/scenario/explore/situation"
)

func TestStepsAreTheChoicesWithTheirTimes(t *testing.T) {
	r := late401(t)
	steps, complete, err := r.Steps(named(r.Wrapper))
	if err != nil {
		t.Fatal(err)
	}
	if complete {
		t.Error("the replay ends with the second login, but nothing is left to happen")
	}
	var texts []string
	for i, s := range steps {
		texts = append(texts, s.Text)
		if i > 0 && s.At < steps[i-1].At {
			t.Errorf("%q comes at %v, after a step at %v", s.Text, s.At, steps[i-1].At)
		}
	}
	if !slices.Equal(texts, r.Choices) {
		t.Errorf("got %q, want %q", texts, r.Choices)
	}
	line, err := r.again()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := steps[len(steps)-1].At, line.Events[len(line.Events)-1].At; got != want {
		t.Errorf("the last step comes at %v, the last event at %v", got, want)
	}
}

func TestStepsSayWhatToDo(t *testing.T) {
	steps, _, err := late401(t).Steps(named("template"))
	if err != nil {
		t.Fatal(err)
	}
	did := map[situation.DeedKind]bool{}
	for _, s := range steps {
		did[s.Deed] = true
		if wrong := (s.Moment.Event == situation.UserAct) != (s.Deed != "") || (s.Moment.Event == situation.Mishap) != (s.Fault == situation.TokensExpire); wrong {
			t.Errorf("%q: %+v", s.Text, s)
		}
		if s.Deed == situation.Load && len(s.Calls) == 0 || s.Deed != situation.Load && len(s.Calls) > 0 {
			t.Errorf("%q has %d calls", s.Text, len(s.Calls))
		}
	}
	if !did[situation.Launch] || !did[situation.Load] {
		t.Errorf("the user did %v", did)
	}
}

func TestAReplayOfAWholeRunIsComplete(t *testing.T) {
	r := exploring(t, "two-pages", "callback", Options{Mode: PCT, Runs: 40})
	i := slices.IndexFunc(r.Findings, func(f Finding) bool { return f.Class == "hung-request" })
	if i < 0 {
		t.Fatal("the search finds no hung request")
	}
	if _, complete, err := r.Findings[i].Replay.Steps(named("callback")); err != nil || !complete {
		t.Errorf("complete: %v, %v", complete, err)
	}
}

func TestStepsOfAReplayThatDoesNotRunAreRefused(t *testing.T) {
	if _, _, err := late401(t).Steps(named("reference")); err == nil {
		t.Error("no error")
	}
}
