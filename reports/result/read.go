package result

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"time"

	"github.com/wxload/wxload/reports"
)

// MaxShards bounds the parts of a run.
const MaxShards = 1000

// MaxWorker bounds the number of a worker. Each that comes has the next one, so that in the
// end it can be larger than that of all that took part.
const MaxWorker = 100_000

// Input is a result to be read.
type Input struct {
	Name string // for messages
	From io.Reader
}

// Result is what a run, or the shards of one, have left behind.
type Result struct {
	Head   Head
	Totals Totals
	// Cut are the names of the inputs without an end: their processes ended before.
	Cut []string

	recorder   *reports.Recorder
	series     *reports.Series
	thresholds []reports.Threshold
}

// Read reads results, which must be of different shards of one run: the same whatever
// their order, and the same as if some of them had been merged before. Where out is not
// nil, it is written a result that says the same as all of them together. It holds one
// second of each input at a time.
//
// An input that is no result, or does not belong to the others, is a [*RefusedError].
func Read(inputs []Input, out io.Writer) (*Result, error) {
	r, tracks, err := begin(inputs)
	if err != nil {
		return nil, err
	}
	if out == nil {
		return r, r.finish(tracks, nil)
	}
	merged := NewWriter(out, r.Head)
	if err := r.finish(tracks, merged.Second); err != nil {
		return nil, err
	}
	if err := merged.Totals(r.Totals); err != nil {
		return nil, err
	}
	if len(r.Head.Shards) == 0 && len(r.Cut) > 0 {
		return r, nil // it stays one that was cut off; of shards each says so
	}
	return r, merged.End()
}

// ReadSeconds reads results as [Read] does, and hands each second over with its samples, by
// metrics and names; they are the callee's to keep. An error of each ends the reading.
func ReadSeconds(inputs []Input, each func(reports.Second, []reports.Samples) error) (*Result, error) {
	r, tracks, err := begin(inputs)
	if err != nil {
		return nil, err
	}
	return r, r.finish(tracks, each)
}

// begin reads the heads.
func begin(inputs []Input) (*Result, []*track, error) {
	tracks, err := openTracks(inputs)
	if err != nil {
		return nil, nil, err
	}
	r := &Result{recorder: reports.NewRecorder(nil), series: reports.NewSeries()}
	if r.Head, err = mergeHeads(tracks); err != nil {
		return nil, nil, err
	}
	for _, text := range r.Head.Thresholds {
		threshold, err := reports.ParseThreshold(text)
		if err != nil {
			return nil, nil, &RefusedError{Message: fmt.Sprintf("its threshold %q is not known: %v", text, err), Hint: "read it with the version of wxload that wrote it"}
		}
		r.thresholds = append(r.thresholds, threshold)
	}
	return r, tracks, nil
}

// finish reads the rest; each may be nil.
func (r *Result) finish(tracks []*track, each func(reports.Second, []reports.Samples) error) error {
	if err := r.readSeconds(tracks, each); err != nil {
		return err
	}
	r.total(tracks)
	return nil
}

// track is an input beside others.
type track struct {
	*reader
	name  string
	shift int     // whole seconds from the start of the first shard to its own
	now   *second // the one that comes next; nil at the end
	last  float64 // when its latest second ended, in milliseconds
}

func openTracks(inputs []Input) ([]*track, error) {
	var tracks []*track
	for _, in := range inputs {
		r, err := newReader(in.From)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", in.Name, err)
		}
		tracks = append(tracks, &track{reader: r, name: in.Name})
	}
	// Whatever is told of them is told in one order.
	slices.SortStableFunc(tracks, func(a, b *track) int { return slices.Compare(a.head.Shards, b.head.Shards) })
	return tracks, nil
}

// wholeSecond is the second that a load started in, on all machines.
func wholeSecond(t time.Time) int64 { return t.Round(time.Second).Unix() }

// number is the place of the next second among those of all tracks, from 1.
func (t *track) number() int { return int(math.Ceil(t.now.AtMS/1000)) + t.shift }

func (t *track) advance() (err error) {
	if t.now, err = t.next(); err != nil {
		return fmt.Errorf("%s: %w", t.name, err)
	}
	if t.now != nil {
		t.last = max(t.last, t.now.AtMS)
	}
	return nil
}

// readSeconds goes through the seconds of all tracks side by side.
func (r *Result) readSeconds(tracks []*track, each func(reports.Second, []reports.Samples) error) error {
	for _, t := range tracks {
		t.shift = int(wholeSecond(t.head.Started) - wholeSecond(r.Head.Started))
		if err := t.advance(); err != nil {
			return err
		}
	}
	names := map[string]bool{}
	var counts reports.SeriesCounts
	for {
		sum, err := nextSecond(tracks)
		if sum == nil || err != nil {
			return err
		}
		for _, s := range sum.samples {
			if names[s.Name] = true; len(names) > maxNames {
				return damaged(fmt.Errorf("it has requests with more than %d names", maxNames))
			}
			r.recorder.Load(s)
			r.series.Load(s)
		}
		addCounts(&counts, &sum.SeriesCounts)
		if sum.AnsweredMS != nil {
			r.series.Answered(time.Duration(nanoseconds(*sum.AnsweredMS)))
		}
		r.series.End(time.Duration(nanoseconds(sum.AtMS)), sum.Clients, counts)
		if each == nil {
			continue
		}
		seconds := r.series.Seconds()
		if err := each(seconds[len(seconds)-1], sum.samples); err != nil {
			return err
		}
	}
}

// nextSecond adds up the second that comes next of those tracks that have it; nil at the
// end of all of them.
func nextSecond(tracks []*track) (*second, error) {
	var first *track
	for _, t := range tracks {
		if t.now != nil && (first == nil || t.number() < first.number()) {
			first = t
		}
	}
	if first == nil {
		return nil, nil
	}
	number, sum := first.number(), &second{}
	for _, t := range tracks {
		for t.now != nil && t.number() == number {
			sum.add(t.now, t.shift)
			if err := t.advance(); err != nil {
				return nil, err
			}
		}
	}
	slices.SortFunc(sum.samples, func(a, b reports.Samples) int {
		return cmp.Or(cmp.Compare(a.Metric, b.Metric), cmp.Compare(a.Name, b.Name))
	})
	return sum, nil
}

// add adds what another part did in the same second; shift is how many seconds it started
// later.
func (s *second) add(t *second, shift int) {
	end := nanoseconds(t.AtMS) + int64(shift)*int64(time.Second)
	s.AtMS = milliseconds(max(nanoseconds(s.AtMS), end))
	s.answered(t.AnsweredMS, shift)
	addCounts(&s.SeriesCounts, &t.SeriesCounts)
	s.Clients += t.Clients
	for _, samples := range t.samples {
		same := func(of reports.Samples) bool { return of.Metric == samples.Metric && of.Name == samples.Name }
		if i := slices.IndexFunc(s.samples, same); i >= 0 {
			s.samples[i].Add(samples)
			continue
		}
		s.samples = append(s.samples, samples)
	}
}

// answered takes in when another part, which started shift seconds later, had its last
// answer.
func (s *second) answered(ms *float64, shift int) {
	if ms == nil {
		return
	}
	at := nanoseconds(*ms) + int64(shift)*int64(time.Second)
	if s.AnsweredMS != nil {
		at = max(at, nanoseconds(*s.AnsweredMS))
	}
	sum := milliseconds(at)
	s.AnsweredMS = &sum
}

// total adds up what the tracks have counted.
func (r *Result) total(tracks []*track) {
	for i, t := range tracks {
		if !t.ended {
			r.Cut = append(r.Cut, t.name)
		}
		if i == 0 {
			r.Totals = t.counted()
			continue
		}
		totals := t.counted()
		r.Totals.add(&totals)
	}
}

// counted is what the track has counted. Where it was cut off, its run is interrupted, and
// ends with its last second.
func (t *track) counted() Totals {
	out := Totals{Report: &reports.Report{}}
	if t.totals != nil {
		out = *t.totals
	} else {
		for _, index := range t.head.Shards {
			out.Report.Shards = append(out.Report.Shards, reports.Shard{Index: index, Of: t.head.Of, Started: t.head.Started})
		}
	}
	out.Report.Started = t.head.Started
	if t.ended {
		return out
	}
	out.Report.Interrupted = true
	out.Report.DurationMS = max(out.Report.DurationMS, t.last)
	for i := range out.Report.Shards {
		out.Report.Shards[i].Complete = false
	}
	return out
}
