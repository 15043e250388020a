package result

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// mergeHeads is the head of all tracks together, which must be of one run.
func mergeHeads(tracks []*track) (Head, error) {
	if len(tracks) == 0 {
		return Head{}, &RefusedError{Message: "there is no result to read"}
	}
	sum := tracks[0].head
	for _, t := range tracks[1:] {
		if err := fit(tracks[0], t); err != nil {
			return Head{}, err
		}
		if err := once(tracks, t); err != nil {
			return Head{}, err
		}
		if t.head.Started.Before(sum.Started) {
			sum.Started = t.head.Started
		}
		sum.Shards = slices.Concat(sum.Shards, t.head.Shards)
	}
	slices.Sort(sum.Shards)
	return sum, nil
}

// maxApart is how long after the first shard another one may begin.
const maxApart = 24 * time.Hour

// fit says why two results are not of one run.
func fit(a, b *track) error {
	const again = "merge the results of one run: start its shards with the same command but for --shard"
	for _, of := range []struct{ what, a, b, hint string }{
		{"version of wxload", a.head.Tool.Version, b.head.Tool.Version, "run all shards with one version"},
		{"scenario", a.head.Scenario, b.head.Scenario, again},
		{"wrapper", a.head.Wrapper, b.head.Wrapper, again},
		{"seed", fmt.Sprint(a.head.Seed), fmt.Sprint(b.head.Seed), again},
		{"number of shards", fmt.Sprint(a.head.Of), fmt.Sprint(b.head.Of), again},
		{"configuration", short(a.head.ConfigSHA256), short(b.head.ConfigSHA256), "the scenario, its feed, the wrapper's files or a flag differ; " + again},
		{"name of the run", a.head.Run, b.head.Run, again},
	} {
		if of.a != of.b {
			return &RefusedError{Message: fmt.Sprintf("%s and %s are not shards of one run: their %s differs: %s and %s", a.name, b.name, of.what, of.a, of.b), Hint: of.hint}
		}
	}
	if apart := a.head.Started.Sub(b.head.Started).Abs(); apart > maxApart {
		return &RefusedError{Message: fmt.Sprintf("%s and %s are not shards of one run: they began %v apart", a.name, b.name, apart.Round(time.Minute)), Hint: again}
	}
	if len(a.head.Shards) == 0 || len(b.head.Shards) == 0 {
		return &RefusedError{Message: fmt.Sprintf("%s and %s are whole runs, no shards of one", a.name, b.name), Hint: `"wxload run --shard I/N" runs a part`}
	}
	return nil
}

// short is the beginning of a hash.
func short(hash string) string { return hash[:min(len(hash), 12)] }

// once says which shard a track has that another one before it has, too.
func once(tracks []*track, t *track) error {
	for _, before := range tracks {
		if before == t {
			return nil
		}
		for _, shard := range t.head.Shards {
			if slices.Contains(before.head.Shards, shard) {
				return &RefusedError{Message: twice(shard, t.head.Of, before.name, t.name), Hint: "leave one of them out"}
			}
		}
	}
	return nil
}

// twice says that a shard is in two results.
func twice(shard, of int, one, other string) string {
	if of == 0 {
		return fmt.Sprintf("worker %d is in %s and in %s", shard, one, other)
	}
	return fmt.Sprintf("shard %d of %d is in %s and in %s", shard, of, one, other)
}

// Missing are the shards of the run that nothing was read of.
func (r *Result) Missing() (shards []int) {
	for shard := 1; shard <= r.Head.Of; shard++ {
		if !slices.Contains(r.Head.Shards, shard) {
			shards = append(shards, shard)
		}
	}
	return shards
}

// Whole returns a [*RefusedError] where the result is not that of a whole run, up to its
// end.
func (r *Result) Whole() error {
	const hint = "--allow-partial merges what there is"
	if missing := r.Missing(); len(missing) > 0 {
		return &RefusedError{Message: shardsAre(missing, r.Head.Of) + " missing", Hint: "give the files of all shards, or run all of them again; " + hint}
	}
	cut := r.cutShards()
	switch {
	case len(cut) > 0:
		return &RefusedError{Message: shardsAre(cut, r.Head.Of) + " cut off: the process ended before its report was made" + r.cutFiles(), Hint: "run all of them again; " + hint}
	case len(r.Cut) > 0:
		return &RefusedError{Message: "the run was cut off: the process ended before its report was made" + r.cutFiles(), Hint: hint}
	}
	return nil
}

func (r *Result) cutFiles() string {
	if len(r.Cut) == 0 {
		return ""
	}
	return " (" + strings.Join(r.Cut[:min(len(r.Cut), maxListed)], ", ") + ")"
}

// maxListed is how many shards or files a message names.
const maxListed = 10

// shardsAre names shards, with the verb.
func shardsAre(shards []int, of int) string {
	switch {
	case len(shards) == 1 && of == 0:
		return fmt.Sprintf("worker %d is", shards[0])
	case len(shards) == 1:
		return fmt.Sprintf("shard %d of %d is", shards[0], of)
	}
	var words []string
	for _, s := range shards[:min(len(shards), maxListed)] {
		words = append(words, fmt.Sprint(s))
	}
	list := strings.Join(words, ", ")
	if more := len(shards) - len(words); more > 0 {
		list += fmt.Sprintf(" and %d more", more)
	}
	if of == 0 {
		return fmt.Sprintf("workers %s are", list)
	}
	return fmt.Sprintf("shards %s of %d are", list, of)
}
