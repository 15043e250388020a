package result

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

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

func someShards(t testing.TB, seed uint64, of int) (files [][]byte) {
	for i := range of {
		files = append(files, someResult(t, seed, i+1, of, reports.NewRecorder([]string{"a", "b"})))
	}
	return files
}

func TestMergingTakesFilesInAnyOrder(t *testing.T) {
	for seed := range uint64(4) {
		files := someShards(t, seed, 4)
		want, report := merged(t, files...)
		r := rand.New(rand.NewPCG(seed, 9))
		r.Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
		if got, other := merged(t, files...); !bytes.Equal(got, want) || other != report {
			t.Fatalf("seed %d: another order gives another result: %s", seed, difference(other, report))
		}
	}
}

func TestMergingMayBeDoneInSteps(t *testing.T) {
	for seed := range uint64(4) {
		files := someShards(t, seed, 4)
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

// samplesIn are the samples of all seconds of a file, by metric and name.
func samplesIn(t *testing.T, file []byte) map[[2]string]reports.Samples {
	t.Helper()
	r, err := newReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	all := map[[2]string]reports.Samples{}
	for {
		second, err := r.next()
		if err != nil {
			t.Fatal(err)
		}
		if second == nil {
			return all
		}
		for _, s := range second.samples {
			key := [2]string{s.Metric, s.Name}
			sum := reports.Samples{Metric: s.Metric, Name: s.Name}
			sum.Add(all[key])
			sum.Add(s)
			all[key] = sum
		}
	}
}

// The histograms of merged files are, bucket by bucket, those of the same samples in one.
func TestMergedHistogramsAreThoseOfAllSamplesTogether(t *testing.T) {
	for seed := range uint64(4) {
		all := reports.NewRecorder([]string{"a", "b"})
		all.Follow()
		var files [][]byte
		for i := range 3 {
			files = append(files, someResult(t, seed, i+1, 3, all))
		}
		file, _ := merged(t, files...)
		want := map[[2]string]reports.Samples{}
		for _, s := range all.Recent() {
			want[[2]string{s.Metric, s.Name}] = s
		}
		if got := samplesIn(t, file); !reflect.DeepEqual(got, want) {
			t.Errorf("seed %d: the histograms are %+v, want %+v", seed, got, want)
		}
		r, err := read(file)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := r.recorder.Latency(), all.Latency(); !reflect.DeepEqual(got, want) {
			t.Errorf("seed %d: the latencies are %+v, want %+v", seed, got, want)
		}
	}
}

// exempt are the fields of a report that are not added up, and why.
func exempt() map[string]string {
	const same = "the same in all parts, or they are refused"
	const follows = "follows from the rest"
	return map[string]string{"Schema": same, "Tool": same, "Scenario": same, "Wrapper": same, "Seed": same, "ConfigSHA256": same, "Tags": same,
		"Progress": "of a run that still goes on", "Verdict": follows, "Latency": follows, "Series": follows, "Thresholds": follows, "Shards": "see the tests of shards",
		"Outages": follows}
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

// fileOf is a result with a head and nothing else.
func fileOf(t *testing.T, change func(*Head)) []byte {
	t.Helper()
	head := shardOf(rand.New(rand.NewPCG(1, 1)), 1, 3)
	change(&head)
	var file bytes.Buffer
	if err := NewWriter(&file, head).End(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestPartsOfOtherRunsAreRefused(t *testing.T) {
	first := fileOf(t, func(*Head) {})
	for name, c := range map[string]struct {
		change  func(*Head)
		message string
	}{
		"version":       {func(h *Head) { h.Tool.Version = "2" }, "their version of wxload differs: 1 and 2"},
		"scenario":      {func(h *Head) { h.Scenario = "store" }, "their scenario differs: shop and store"},
		"wrapper":       {func(h *Head) { h.Wrapper = "egg" }, "their wrapper differs: reference and egg"},
		"seed":          {func(h *Head) { h.Seed = 2 }, "their seed differs: 1 and 2"},
		"shards":        {func(h *Head) { h.Of = 4 }, "their number of shards differs: 3 and 4"},
		"configuration": {func(h *Head) { h.ConfigSHA256 = "fedcba9876543210" }, "their configuration differs: 0123456789ab and fedcba987654"},
		"day":           {func(h *Head) { h.Started = h.Started.Add(25 * time.Hour) }, "they began 25h0m0s apart"},
		"same shard":    {func(h *Head) { h.Shards = []int{1} }, "shard 1 of 3 is in a and in b"},
	} {
		other := fileOf(t, func(h *Head) {
			h.Shards = []int{2}
			c.change(h)
		})
		_, err := Read([]Input{{"a", bytes.NewReader(first)}, {"b", bytes.NewReader(other)}}, nil)
		refused, is := errors.AsType[*RefusedError](err)
		if !is || !strings.Contains(err.Error(), c.message) || refused.Hint == "" {
			t.Errorf("another %s: %v, want %q and a hint", name, err, c.message)
		}
	}
}

func TestAMergedResultSaysWhatIsMissing(t *testing.T) {
	files := someShards(t, 1, 4)
	partial, _ := merged(t, files[3], files[0])
	r, err := read(partial)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Whole(); err == nil || err.Error() != "shards 2, 3 of 4 are missing" {
		t.Errorf("it says %v", err)
	}
	if notes := r.Report().Notes; !slices.Contains(notes, "shards 2, 3 of 4 are missing: the verdict is of the others") {
		t.Errorf("the report's notes are %q", notes)
	}
	last := files[1][:len(files[1])-1] // its end is cut off
	whole, _ := merged(t, files[0], last, files[2], files[3])
	if r, err = read(whole); err != nil {
		t.Fatal(err)
	}
	if err := r.Whole(); err == nil || err.Error() != "shard 2 of 4 is cut off: the process ended before its report was made" {
		t.Errorf("it says %v", err)
	}
	report := r.Report()
	if !slices.Contains(report.Notes, "shard 2 of 4 is cut off: the process ended before its report was made, and what it had is counted") {
		t.Errorf("the report's notes are %q", report.Notes)
	}
	if !report.Interrupted || !report.Books.Balanced || report.Books.Comparison != "unknown" {
		t.Errorf("interrupted: %v; the books are %+v", report.Interrupted, report.Books)
	}
}

// A target that several shards share is compared once: from the first look at its ledger to
// the last, unless somebody was still being set up when another one looked.
func TestASharedTargetIsComparedOnce(t *testing.T) {
	look := start()
	part := func(from, to int64, looked, ready time.Time) Totals {
		return Totals{Report: &reports.Report{Books: reports.Books{Mock: &reports.MockBooks{}, Target: &reports.TargetBooks{LostMemory: LedgerOfAll},
			Client: reports.ClientBooks{Sends: reports.SendCounts{Sent: 10, Answered: 10}}}},
			Ledgers: []Ledger{{Boot: "1", From: reports.TargetBooks{Handled: from}, To: reports.TargetBooks{Handled: to}, Looked: looked, Ready: ready}}}
	}
	workers := func(t Totals) Totals {
		t.Report.Shards = []reports.Shard{{Index: 2}}
		return t
	}
	for name, c := range map[string]struct {
		second           Totals
		missing, cut     bool
		comparison, note string
	}{
		"together":   {part(102, 120, look.Add(time.Second), look), false, false, "balanced", ""},
		"late":       {part(102, 120, look.Add(3*time.Second), look.Add(2*time.Second)), false, false, "unknown", "shards were still being set up while others ran"},
		"workers":    {workers(part(102, 120, look.Add(3*time.Second), look.Add(2*time.Second))), false, false, "unknown", "workers were still being set up while others ran"},
		"a part":     {part(102, 120, look.Add(time.Second), look), true, false, "unknown", LedgerOfAll},
		"cut off":    {part(102, 120, look.Add(time.Second), look), false, true, "unknown", "had requests under way"},
		"more sends": {part(102, 118, look.Add(time.Second), look), false, false, "unbalanced", "answers seen by clients 20 exceed requests handled by the target 18"},
	} {
		sum := part(100, 112, look, look)
		sum.add(&c.second)
		books := sum.books(c.missing, c.cut)
		if books.Comparison != c.comparison || !strings.Contains(strings.Join(books.Notes, "\n"), c.note) {
			t.Errorf("%s: the comparison is %s, %q; want %s, %q", name, books.Comparison, books.Notes, c.comparison, c.note)
		}
	}
}

func TestShardsThatBeginApartAreTold(t *testing.T) {
	for _, apart := range []time.Duration{900 * time.Millisecond, 3 * time.Second} {
		at := start()
		later := at.Add(apart)
		r := Result{Head: Head{Of: 2, Shards: []int{1, 2}}, recorder: reports.NewRecorder(nil), series: reports.NewSeries(), Totals: Totals{Report: &reports.Report{
			Shards: []reports.Shard{{Index: 1, Started: later, Complete: true}, {Index: 2, Started: at, Complete: true}}}}}
		told := slices.Contains(r.Judged().Notes, "the shards did not begin together, but within 3s: --start-at gives them one moment")
		if told != (apart > maxSpread) {
			t.Errorf("%v apart: told %v", apart, told)
		}
	}
}

// Workers come and go: none is missing, and they begin when they come. Their results are of
// one run, whose name they have.
func TestWorkersAreMerged(t *testing.T) {
	worker := func(index int, run string, cut bool) []byte {
		var file bytes.Buffer
		head := shardOf(rand.New(rand.NewPCG(1, uint64(index))), index, 0)
		head.Run, head.Started = run, start().Add(time.Duration(index)*time.Second)
		w := NewWriter(&file, head)
		if err := w.Totals(Totals{Report: &reports.Report{Clients: reports.Clients{Planned: 2}, Requests: reports.Requests{Outcomes: reports.Outcomes{Issued: 1, OK: 1}},
			Shards: []reports.Shard{{Index: index, Started: head.Started, Complete: true}}}}); err != nil {
			t.Fatal(err)
		}
		if !cut {
			w.End()
		}
		return file.Bytes()
	}
	one, three := worker(1, "a", false), worker(3, "a", false)
	all, _ := merged(t, three, one)
	r, err := read(all)
	if err != nil || r.Whole() != nil || len(r.Missing()) > 0 {
		t.Fatal(err, r.Whole(), r.Missing())
	}
	report := r.Judged()
	if report.Clients.Planned != 4 || len(report.Notes) > 0 || report.Shards[1].OffsetMS != 2000 || !slices.Equal(r.Head.Shards, []int{1, 3}) {
		t.Errorf("%+v, notes %q, %+v", report.Clients, report.Notes, report.Shards)
	}
	all, _ = merged(t, all, worker(2, "a", true))
	if r, err = read(all); err != nil {
		t.Fatal(err)
	}
	if err := r.Whole(); err == nil || err.Error() != "worker 2 is cut off: the process ended before its report was made" {
		t.Errorf("it says %v", err)
	}
	for name, c := range map[string]struct {
		other []byte
		want  string
	}{
		"run":    {worker(2, "b", false), "their name of the run differs: b and a"},
		"worker": {worker(3, "a", false), "worker 3 is in "},
		"whole":  {fileOf(t, func(h *Head) { h.Shards, h.Of = nil, 0 }), "are not shards of one run"},
		"shard":  {fileOf(t, func(*Head) {}), "are not shards of one run"},
	} {
		if _, err := Read([]Input{{"a", bytes.NewReader(three)}, {"b", bytes.NewReader(c.other)}}, nil); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("another %s: %v, want %q", name, err, c.want)
		}
	}
}
