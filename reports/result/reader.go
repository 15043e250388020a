package result

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/wxload/wxload/reports"
)

// Limits of a file.
const (
	maxSeconds    = 200_000 // a load of a day, its drain, and shards that begin up to a day later
	maxHistograms = 10_000  // of a second
	maxNames      = 2000    // of requests: each takes up to a MB when they are added up
	maxName       = 1000    // bytes
)

// reader reads a result from its beginning to its end.
type reader struct {
	in      *bufio.Reader
	head    Head
	totals  *Totals // the last ones; nil before the first
	seconds int
	ended   bool // there was an end
	torn    bool // a frame was cut off
}

// newReader reads the head. An error says what is wrong with the file.
func newReader(in io.Reader) (*reader, error) {
	r := &reader{in: bufio.NewReaderSize(in, 1<<16)}
	first, err := r.in.Peek(len(magic))
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return nil, err
	case string(first) == magic:
	case strings.HasPrefix(string(first), magicPrefix):
		return nil, &RefusedError{Message: "it was written by a later version of wxload", Hint: "read it with the version that wrote it, or a later one"}
	default:
		return nil, &RefusedError{Message: "it is no result", Hint: `"wxload run --out result=FILE" writes one`, NoResult: true}
	}
	if _, err := r.in.Discard(len(magic)); err != nil {
		return nil, err
	}
	kind, payload, err := readFrame(r.in)
	switch {
	case errors.Is(err, io.EOF) || errors.Is(err, errCut) || err == nil && kind != kindHead:
		return nil, &RefusedError{Message: "it ends before it says which run it is of", Hint: "the run was killed at once, or the file is damaged"}
	case err != nil:
		return nil, err
	}
	return r, r.readHead(payload)
}

func (r *reader) readHead(payload []byte) error {
	if err := json.Unmarshal(payload, &r.head); err != nil {
		return damaged(err)
	}
	h := &r.head
	if h.Of < 0 || max(h.Of, len(h.Shards)) > MaxShards || h.Of > 0 && (len(h.Shards) == 0 || len(h.Shards) > h.Of) {
		return damaged(fmt.Errorf("it is of %d shards out of %d", len(h.Shards), h.Of))
	}
	highest := h.Of
	if highest == 0 {
		highest = MaxWorker
	}
	for i, shard := range h.Shards {
		if shard < 1 || shard > highest || i > 0 && shard <= h.Shards[i-1] {
			return damaged(fmt.Errorf("it is of the shards %v of %d", h.Shards, h.Of))
		}
	}
	if year := h.Started.Year(); year < 2000 || year > 2200 {
		return damaged(fmt.Errorf("it began in the year %d", year))
	}
	return nil
}

// damaged is a file whose parts are whole and mean nothing.
func damaged(err error) error {
	return &RefusedError{Message: "it is damaged: " + err.Error(), Hint: "copy it again from where it was written"}
}

// next reads up to the next second, with its samples; nil at the end of the file.
func (r *reader) next() (*second, error) {
	for !r.ended {
		kind, payload, err := readFrame(r.in)
		switch {
		case errors.Is(err, errCut):
			r.torn = true
			return nil, nil
		case errors.Is(err, io.EOF):
			return nil, nil
		case err != nil:
			return nil, err
		}
		switch kind {
		case kindSecond:
			return r.readSecond(payload)
		case kindTotals:
			if err := r.readTotals(payload); err != nil {
				return nil, err
			}
		case kindEnd:
			r.ended = true
		}
	}
	return nil, nil
}

// second is a second with its samples read.
type second struct {
	reports.Second
	samples []reports.Samples
}

func (r *reader) readSecond(payload []byte) (*second, error) {
	var s Second
	if err := json.Unmarshal(payload, &s); err != nil {
		return nil, damaged(err)
	}
	if r.seconds++; r.seconds > maxSeconds || len(s.Histograms) > maxHistograms {
		return nil, damaged(fmt.Errorf("it has more than %d seconds, or more than %d histograms in one", maxSeconds, maxHistograms))
	}
	if s.AtMS < 0 || s.AtMS > maxSeconds*1000 {
		return nil, damaged(fmt.Errorf("a second ends %g ms after the start", s.AtMS))
	}
	out := &second{Second: s.Second}
	for _, h := range s.Histograms {
		samples := reports.Samples{Metric: h.Metric, Name: h.Name, Min: h.Min, Max: h.Max, Sum: h.Sum}
		var err error
		if samples.Buckets, err = decodeHDR(h.HDR); err == nil {
			err = samples.Check()
		}
		if err == nil && len(h.Name) > maxName {
			err = fmt.Errorf("a name has %d bytes", len(h.Name))
		}
		if err != nil {
			return nil, damaged(err)
		}
		out.samples = append(out.samples, samples)
	}
	return out, nil
}

func (r *reader) readTotals(payload []byte) error {
	var t Totals
	if err := json.Unmarshal(payload, &t); err != nil {
		return damaged(err)
	}
	if t.Report == nil {
		return damaged(errors.New("its totals have no report"))
	}
	var shards []int
	for _, s := range t.Report.Shards {
		shards = append(shards, s.Index)
	}
	if !slices.Equal(shards, r.head.Shards) {
		return damaged(fmt.Errorf("it is of the shards %v, and counts those of %v", r.head.Shards, shards))
	}
	t.Report = counted(t.Report)
	r.totals = &t
	return nil
}

// A RefusedError is a file that is not what was expected of it, or several that do not
// belong together.
type RefusedError struct {
	Message string // what is wrong, without the file's name
	Hint    string // what to do; may be empty
	// NoResult tells that it is another kind of file.
	NoResult bool
}

// Error says what is wrong.
func (e *RefusedError) Error() string { return e.Message }
