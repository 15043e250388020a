package explore

import (
	"testing"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// classesOf are the classes of defects that a search finds.
func classesOf(t *testing.T, s situation.Situation, wrapper string) map[string]bool {
	t.Helper()
	r, err := Explore(t.Context(), s, named(wrapper), Options{})
	if err != nil || !r.Complete {
		t.Fatalf("%s: complete %v, %v", wrapper, r.Complete, err)
	}
	classes := map[string]bool{}
	for _, f := range r.Findings {
		classes[f.Class] = true
	}
	return classes
}

func TestDataThatIsSealedBeforeALoginIsFound(t *testing.T) {
	t.Parallel()
	sealed, err := situation.Find("sealed-profile")
	if err != nil {
		t.Fatal(err)
	}
	calm := sealed
	calm.Faults = nil
	for wrapper, want := range map[string]bool{"flyjs-lazy": true, "flyjs-check": true, "taro": true, "reference": false} {
		if classes := classesOf(t, sealed, wrapper); classes[client.SealedBeforeLogin] != want || !want && len(classes) > 0 {
			t.Errorf("%s: found %v; want %s: %v", wrapper, classes, client.SealedBeforeLogin, want)
		}
		if wrapper == "taro" { // it logs in where checkSession fails to hold, without any fault
			continue
		}
		if classes := classesOf(t, calm, wrapper); len(classes) > 0 {
			t.Errorf("%s, and nothing goes wrong: found %v", wrapper, classes)
		}
	}
}

// A profile beside a request whose 401 starts a login: WeChat may seal it while
// wx.login is on its way.
func TestReferenceSealsAgainWhatWasSealedWhileALoginAsked(t *testing.T) {
	if testing.Short() {
		t.Skip("a larger world")
	}
	t.Parallel()
	s := situation.Situation{Name: "beside", Token: situation.Valid, Requests: 1,
		Threads: [][]situation.Deed{{{Do: situation.Load}}, {{Do: situation.Profile}}}}.With(situation.TokensExpire)
	if classes := classesOf(t, s, "reference"); len(classes) > 0 {
		t.Errorf("found %v", classes)
	}
}
