package result

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/wxload/wxload/reports"
)

// merged is the file that several make together, and the report that it is of.
func merged(t testing.TB, files ...[]byte) (file []byte, report string) {
	t.Helper()
	var inputs []Input
	for i, f := range files {
		inputs = append(inputs, Input{fmt.Sprint("file ", i+1), bytes.NewReader(f)})
	}
	var out bytes.Buffer
	r, err := Read(inputs, &out)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(r.Judged())
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), string(text)
}

// difference shows where two texts begin to differ.
func difference(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	part := func(s string) string { return s[max(i-80, 0):min(i+80, len(s))] }
	return fmt.Sprintf("…%s…, want …%s…", part(a), part(b))
}

func someShards(t testing.TB, seed uint64, of int) (files [][]byte, all *reports.Recorder) {
	all = reports.NewRecorder([]string{"a", "b"})
	for i := range of {
		files = append(files, someResult(t, seed, i+1, of, all))
	}
	return files, all
}

func TestMergingTakesFilesInAnyOrder(t *testing.T) {
	for seed := range uint64(8) {
		files, _ := someShards(t, seed, 4)
		want, report := merged(t, files...)
		r := rand.New(rand.NewPCG(seed, 9))
		r.Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
		if got, other := merged(t, files...); !bytes.Equal(got, want) || other != report {
			t.Fatalf("seed %d: another order gives another result: %s", seed, difference(other, report))
		}
	}
}

func TestMergingMayBeDoneInSteps(t *testing.T) {
	for seed := range uint64(8) {
		files, _ := someShards(t, seed, 4)
		want, report := merged(t, files...)
		first, _ := merged(t, files[3], files[0])
		second, _ := merged(t, files[2], files[1])
		pair, again := merged(t, second, first)
		if !bytes.Equal(pair, want) || again != report {
			t.Fatalf("seed %d: pairs give another result: %s", seed, difference(again+string(pair), report+string(want)))
		}
		one, _ := merged(t, files[2])
		step, _ := merged(t, one, files[0])
		step, _ = merged(t, step, files[3])
		if step, again = merged(t, files[1], step); !bytes.Equal(step, want) || again != report {
			t.Fatalf("seed %d: one after another gives another result: %s", seed, difference(again+string(step), report+string(want)))
		}
	}
}

func TestMergedLatenciesAreThoseOfAllSamplesTogether(t *testing.T) {
	for seed := range uint64(5) {
		files, all := someShards(t, seed, 3)
		file, _ := merged(t, files...)
		r, err := Read([]Input{{"merged", bytes.NewReader(file)}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		want := all.Latency()
		if got := r.recorder.Latency(); !reflect.DeepEqual(got, want) {
			t.Errorf("seed %d: %+v, want %+v", seed, got, want)
		}
	}
}

// exempt are the fields of a report that are not added up, and why.
func exempt() map[string]string {
	const same = "the same in all parts, or they are refused"
	const follows = "follows from the rest"
	return map[string]string{"Schema": same, "Tool": same, "Scenario": same, "Wrapper": same, "Seed": same, "ConfigSHA256": same, "Tags": same,
		"Progress": "of a run that still goes on", "Verdict": follows, "Latency": follows, "Series": follows, "Thresholds": follows, "Shards": "see the tests of shards"}
}

// Whoever adds a field to a report says in totals.go how two parts of a run have it.
func TestEveryFieldOfAReportIsMerged(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	of := reflect.TypeFor[reports.Report]()
	for i := range of.NumField() {
		field := of.Field(i)
		if !field.IsExported() || exempt()[field.Name] != "" {
			continue
		}
		counts := false
		for range 100 {
			a, b := someTotals(r, shardOf(r, 1, 2)), someTotals(r, shardOf(r, 2, 2))
			other := b
			changed := *b.Report
			other.Report = &changed
			fill(r, reflect.ValueOf(&changed).Elem().Field(i), 0)
			one, two := a, a
			one.add(&b)
			two.add(&other)
			counts = counts || text(one) != text(two)
		}
		if !counts {
			t.Errorf("what one part has in Report.%s makes no difference to the whole", field.Name)
		}
	}
}
