package story_test

import (
	"strings"
	"testing"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/scenario/explore"
	"github.com/wxload/wxload/scenario/explore/internal/story"
	"github.com/wxload/wxload/scenario/explore/situation"
)

func TestEveryClassHasASentenceOrIsNotSearchedFor(t *testing.T) {
	sentences, unsearched := story.Sentences(), explore.Unsearched(&situation.Situation{Refresh: situation.Once, Renewed: "X-Token", Threads: [][]situation.Deed{{{Do: situation.Profile}}}}, wrapper.Info{})
	for _, class := range reports.Classes() {
		sentence, has := sentences[class.ID]
		if has == (unsearched[class.ID] != "") {
			t.Errorf("%s: an account among those of the tests: %v; why it is not searched for: %q; want one of the two", class.ID, has, unsearched[class.ID])
		}
		if strings.Contains(sentence, class.ID) {
			t.Errorf("%s has no sentence of its own: %q", class.ID, sentence)
		}
	}
}
