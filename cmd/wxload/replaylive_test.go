package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/explore"
	"github.com/wxload/wxload/scenario/explore/situation"
	"github.com/wxload/wxload/scenario/live/confirm"
)

func TestWhatAppearsInADefectsPlaceIsTold(t *testing.T) {
	for want, r := range map[string]*confirm.Result{
		"step 2: no": {Steps: 1, Of: 3, Diverged: errors.New("step 2: no")},
		"all 3 steps happened, and no defect appeared": {Steps: 3, Of: 3},
		"all 3 steps happened, and what appeared was duplicate-login (needless), tokenless-send": {Steps: 3, Of: 3,
			Defects: []client.DefectKey{{Class: client.DuplicateLogin, Kind: "needless"}, {Class: client.TokenlessSend}}},
	} {
		if got := otherwise(r); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestADefectThatDoesNotAppearLiveFailsTheCommand(t *testing.T) {
	r := &explore.Replay{Class: client.DuplicateLogin, Kind: "stale-401", Wrapper: "mine", Sentence: "it happens"}
	var stdout bytes.Buffer
	p := program{stdout: &stdout}
	err := p.tellConfirmed([]string{"f.json"}, r, &confirm.Result{Steps: 3, Of: 3})
	f, is := errors.AsType[*failure](err)
	if !is || f.code != exitThreshold || stdout.Len() > 0 {
		t.Errorf("got %v, and %q", err, stdout.String())
	}
	if want := "f.json: not shown live: duplicate-login (stale-401): all 3 steps happened, and no defect appeared"; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
	if err := p.tellConfirmed([]string{"f.json"}, r, &confirm.Result{Steps: 3, Of: 3, Shown: true}); err != nil {
		t.Error(err)
	}
	if want := "shown live, too: duplicate-login (stale-401), with mine, after 3 steps on real sockets\n  it happens\n"; stdout.String() != want {
		t.Errorf("got %q, want %q", stdout.String(), want)
	}
}

// replayed is a replay of template's late 401.
func replayed(t *testing.T) *explore.Replay {
	t.Helper()
	s, err := situation.Find("late-401")
	if err != nil {
		t.Fatal(err)
	}
	info, _ := wrapper.Find("template")
	r, err := explore.Explore(t.Context(), s.WithRequests(1), info, explore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r.Findings[0].Replay
}

func TestAnInterruptedConfirmationSaysSo(t *testing.T) {
	data, err := json.Marshal(replayed(t))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "r.json"), data, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	var stdout, stderr bytes.Buffer
	p := program{args: []string{"replay", "r.json", "--live"}, stdout: &stdout, stderr: &stderr, dir: dir}
	if code := p.run(ctx); code != exitInterrupted || !strings.Contains(stderr.String(), "interrupted before the replay had ended") {
		t.Errorf("exit code %d, want %d: %s", code, exitInterrupted, stderr.String())
	}
}
