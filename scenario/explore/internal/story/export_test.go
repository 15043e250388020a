package story

import "github.com/wxload/wxload/scenario/explore/internal/world"

// Sentences are those of the accounts that the tests have, by class.
func Sentences() map[string]string {
	s := &story{w: &world.World{}}
	sentences := map[string]string{}
	for _, a := range accounts() {
		sentences[a.defect.Class] = s.sentence(a)
	}
	return sentences
}
