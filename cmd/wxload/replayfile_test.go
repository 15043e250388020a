package main

import (
	"testing"

	"github.com/wxload/wxload/scenario/explore"
)

func TestReplayFilesStayInTheirFolder(t *testing.T) {
	r := &explore.Result{Situation: "../a/b:c", Wrapper: "egg"}
	for several, want := range map[bool]string{false: "..-a-b-c-3.json", true: "egg-..-a-b-c-3.json"} {
		if got := replayName(r, 3, several); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
