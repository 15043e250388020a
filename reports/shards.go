package reports

import (
	"fmt"
	"time"
)

// A Shard is a part of a run that was cut for several processes.
type Shard struct {
	Index   int       `json:"index"` // from 1
	Of      int       `json:"of"`    // how many there are; zero for workers, which come and go
	Started time.Time `json:"started"`
	// StartAt is when it was to start; nil where it was as soon as it could.
	StartAt *time.Time `json:"start_at"`
	// OffsetMS is by how much it started after StartAt or, without one, after the shard
	// that started first. The clocks of the machines are compared with it, too.
	OffsetMS float64 `json:"offset_ms"` // set by SetOffsets
	Clients  int64   `json:"clients"`   // planned
	Complete bool    `json:"complete"`  // false: the process ended before its report was made
	// SaturatedBy is the criterion that its generator was saturated by; empty where it
	// was not.
	SaturatedBy string `json:"saturated_by,omitempty"`
}

// worker reports one of the workers that come and go.
func (s *Shard) worker() bool { return s.Of == 0 }

// SetOffsets sets how late each of the report's shards has started.
func (r *Report) SetOffsets() {
	var first time.Time
	for _, s := range r.Shards {
		if first.IsZero() || s.Started.Before(first) {
			first = s.Started
		}
	}
	for i := range r.Shards {
		s := &r.Shards[i]
		from := first
		if s.StartAt != nil {
			from = *s.StartAt
		}
		s.OffsetMS = milliseconds(s.Started.Sub(from))
	}
}

// SaturatedShards says which of the report's shards were saturated.
func (r *Report) SaturatedShards() {
	var saturated []Shard
	for _, s := range r.Shards {
		if s.SaturatedBy != "" {
			saturated = append(saturated, s)
		}
	}
	if len(r.Shards) < 2 || len(saturated) == 0 {
		return
	}
	g := &r.Generator
	g.Saturated, g.ClientsFit = true, 0
	g.SaturatedBy = fmt.Sprintf("shard %d: %s", saturated[0].Index, saturated[0].SaturatedBy)
	others := plural(int64(len(saturated)-1), "other shard")
	if saturated[0].worker() {
		g.SaturatedBy = fmt.Sprintf("worker %d: %s", saturated[0].Index, saturated[0].SaturatedBy)
		others = plural(int64(len(saturated)-1), "other worker")
	}
	if len(saturated) > 1 {
		g.SaturatedBy += fmt.Sprintf(", and %s", others)
	}
}

// shards says which parts of a run the report is of, and when they began; "" of a run that
// was not cut.
func (r *Report) shards() string {
	if len(r.Shards) == 0 {
		return ""
	}
	first, last := r.Shards[0].OffsetMS, r.Shards[0].OffsetMS
	for _, s := range r.Shards {
		first, last = min(first, s.OffsetMS), max(last, s.OffsetMS)
	}
	late := formatMS(first)
	if first != last {
		late += " to " + formatMS(last)
	}
	switch workers := r.Shards[0].worker(); {
	case workers && r.part:
		return fmt.Sprintf("worker %d, ", r.Shards[0].Index)
	case workers:
		return fmt.Sprintf("%s, begun %s after the first, ", plural(int64(len(r.Shards)), "worker"), late)
	case r.part:
		return fmt.Sprintf("shard %d of %d, begun %s late, ", r.Shards[0].Index, r.Shards[0].Of, late)
	}
	return fmt.Sprintf("%d of %d shards, begun %s late, ", len(r.Shards), r.Shards[0].Of, late)
}
