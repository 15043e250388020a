package explore

import (
	"slices"
	"testing"

	"github.com/wxload/wxload/scenario/explore/internal/story"
)

func TestOfOneCauseTheSmallestFindingIsKept(t *testing.T) {
	late, lost, other := story.Cause{Faults: "tokens-expire"}, story.Cause{Faults: "login-lost"}, story.Cause{Faults: "request-lost"}
	got := onePerCause([]Finding{
		{Class: "b", Sentence: "other class", cause: other},
		{Class: "a", Sentence: "long", Constraints: []string{"x", "y"}, Requests: 1, cause: late},
		{Class: "a", Sentence: "short", Constraints: []string{"x"}, Requests: 2, cause: late},
		{Class: "a", Sentence: "other fault", Constraints: []string{"x", "y"}, Requests: 3, cause: lost},
	})
	var names []string
	for _, f := range got {
		names = append(names, f.Sentence)
	}
	if want := []string{"short", "other fault", "other class"}; !slices.Equal(names, want) {
		t.Errorf("kept %q, want %q", names, want)
	}
}
