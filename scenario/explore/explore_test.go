package explore

import (
	"bytes"
	"context"
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/explore/internal/world"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// exploring runs a search that must not fail.
func exploring(t *testing.T, name, id string, o Options) *Result {
	t.Helper()
	s, err := situation.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	info, known := wrapper.Find(id)
	if !known {
		t.Fatalf("no wrapper %q", id)
	}
	r, err := Explore(context.Background(), s, info, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// subjectOf is a wrapper under test whose backend there is.
func subjectOf(t testing.TB, s situation.Situation, info wrapper.Info) *world.Subject {
	t.Helper()
	subject, err := world.NewSubject(info, &s)
	if err != nil {
		t.Fatal(err)
	}
	return subject
}

// files are all that a search hands out: its JSON, its replay files.
func (r *Result) files(t *testing.T) []byte {
	t.Helper()
	r.Elapsed = 0
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	if err := e.Encode(r); err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Findings {
		if err := e.Encode(f.Replay); err != nil {
			t.Fatal(err)
		}
	}
	return out.Bytes()
}

// The race detector runs over its short form, see .ci/run.
func TestWhatIsFoundDoesNotDependOnTheWorkers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		situation, wrapper string
		o                  Options
	}{
		{"late-401", "template", Options{Mode: Exhaustive, States: searchBatch + 1}},
		{"expiry-mid-flight", "egg", Options{Mode: Auto, States: searchBatch + 1, Runs: 100}},
		{"session-and-token", "userclass", Options{Mode: PCT, Runs: sampleBatch + 100, Seed: 7}},
		{"failed-login", "flyjs", Options{Mode: Random, Runs: sampleBatch + 100, Seed: 7}},
	} {
		if testing.Short() {
			c.o.States, c.o.Runs = min(c.o.States, 200), min(c.o.Runs, 60)
		}
		var want []byte
		for _, workers := range []int{1, 3} {
			c.o.Workers = workers
			got := exploring(t, c.situation, c.wrapper, c.o).files(t)
			if want == nil {
				want = got
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s, %s, %s: %d workers find\n%s\nand one finds\n%s", c.situation, c.wrapper, c.o.Mode, workers, got, want)
			}
		}
	}
}

func TestAnotherSeedIsAnotherSample(t *testing.T) {
	schedules := func(seed uint64) []sampled {
		s, _ := situation.Find("late-401")
		info, _ := wrapper.Find("egg")
		x := &exploration{ctx: context.Background(), situation: s, subject: subjectOf(t, s, info), options: Options{Seed: seed, Workers: 1}}
		return x.schedules(0, 20, func(rng *rand.Rand) scheduler { return &lottery{rng} })
	}
	if reflect.DeepEqual(schedules(1), schedules(2)) {
		t.Error("seeds 1 and 2 make the same schedules")
	}
}

func TestTheBoundOfPCTIsComputedFromTheSample(t *testing.T) {
	r := exploring(t, "late-401", "reference", Options{Mode: PCT, Runs: 200})
	b := r.Bound
	if b == nil || b.Chains < 5 || b.Steps < 10 {
		t.Fatalf("bound %+v", b)
	}
	if want := 1 / (float64(b.Chains) * float64(b.Steps) * float64(b.Steps)); b.Chance != want {
		t.Errorf("chance %v, want %v", b.Chance, want)
	}
	if r := exploring(t, "late-401", "reference", Options{Mode: Random, Runs: 200}); r.Bound != nil {
		t.Errorf("random schedules have the bound %+v", r.Bound)
	}
}

func TestBadOptionsAndSituationsAreRefused(t *testing.T) {
	info, _ := wrapper.Find("reference")
	good, _ := situation.Find("cold-start")
	unknown := good
	unknown.Token = "maybe"
	for name, c := range map[string]struct {
		s situation.Situation
		o Options
	}{
		"mode":      {good, Options{Mode: "lucky"}},
		"runs":      {good, Options{Runs: -1}},
		"situation": {unknown, Options{}},
	} {
		if _, err := Explore(context.Background(), c.s, info, c.o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestACanceledSearchIsIncompleteAndNoError(t *testing.T) {
	s, _ := situation.Find("late-401")
	info, _ := wrapper.Find("template")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r, err := Explore(ctx, s, info, Options{})
	if err != nil || r.Complete || r.Findings == nil {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestLate401OfTemplateShrinksToTwoConstraintsAtMost(t *testing.T) {
	t.Parallel()
	r := exploring(t, "late-401", "template", Options{Mode: Exhaustive, States: 1000})
	for _, f := range r.Findings {
		if f.Class == "duplicate-login" && f.Kind == "stale-401" && len(f.Constraints) <= 2 {
			return
		}
	}
	t.Errorf("no stale-401 with at most two constraints: %+v", r.Findings)
}

func TestReferenceIsCleanInLate401CompletelySearched(t *testing.T) {
	r := exploring(t, "late-401", "reference", Options{})
	if !r.Complete || len(r.Findings) > 0 {
		t.Errorf("complete %v, findings %+v", r.Complete, r.Findings)
	}
}

// Only where every token is dead from the start can no request succeed.
func TestASearchInWhichNoRequestSucceedsSaysSo(t *testing.T) {
	for _, s := range situation.All() {
		r := exploring(t, s.Name, "reference", Options{Mode: Random, Runs: 20})
		if r.Unserved {
			t.Errorf("%s: unserved", s.Name)
		}
	}
}

// A run that is interrupted may have fewer choices in a state than the one before it.
func TestARunThatLacksAChoiceIsGivenUp(t *testing.T) {
	d := &descent{n: 1}
	if i := d.pick(nil, []world.Choice{{Action: world.Fire}}); i != -1 || d.last != nil {
		t.Errorf("picked %d", i)
	}
}
