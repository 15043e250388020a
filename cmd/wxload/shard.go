package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/wxload/wxload/reports/result"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/live"
)

// jobIndex is where a Kubernetes Indexed Job says which of its pods this is, from 0.
const jobIndex = "JOB_COMPLETION_INDEX"

// maxAhead is how far in the future a start may be: a mistyped year must not keep a job
// waiting for it.
const maxAhead = 24 * time.Hour

// shard is the part of a scenario that --shard and --start-at ask for.
func (f *runFlags) shard(s *scenario.Scenario, now time.Time) (part live.Shard, err error) {
	if f.startAt != "" {
		if part.StartAt, err = startTime(f.startAt, now); err != nil {
			return part, err
		}
	}
	if f.part == "" {
		return part, nil
	}
	if part.Index, part.Of, err = parseShard(f.part); err != nil {
		return part, err
	}
	switch {
	case part.Of > s.Clients.Count:
		return part, wrongUsage("take fewer shards, or more clients", "--shard: %s cannot be cut into %d shards", count(s.Clients.Count, "client"), part.Of)
	case s.EmbeddedMock() && !s.EmbeddedTarget() && part.Of > 1:
		return part, wrongUsage(`start one with "wxload mock", and name it in mock.url`,
			"--shard: all shards log in at one mock WeChat, the one that the target asks, and this scenario embeds one in each")
	}
	return part, nil
}

// parseShard reads I/N, and auto/N.
func parseShard(text string) (index, of int, err error) {
	const example = "for example --shard 1/3, the first of three; or --shard auto/3 in a Kubernetes Indexed Job"
	first, second, _ := strings.Cut(text, "/")
	of, err = strconv.Atoi(second)
	if err != nil || of < 1 || of > result.MaxShards {
		return 0, 0, wrongUsage(example, "--shard: expected I/N with N from 1 to %d, got %q", result.MaxShards, text)
	}
	if first == "auto" {
		if index, err = jobShard(of); err != nil {
			return 0, 0, err
		}
		return index, of, nil
	}
	index, err = strconv.Atoi(first)
	if err != nil || index < 1 || index > of {
		return 0, 0, wrongUsage(example, "--shard: expected I/N with I from 1 to N, got %q", text)
	}
	return index, of, nil
}

// jobShard is the shard of this pod.
func jobShard(of int) (int, error) {
	text := os.Getenv(jobIndex)
	index, err := strconv.Atoi(text)
	if err != nil || index < 0 || index >= of {
		return 0, wrongUsage("a Job with completionMode: Indexed sets it, and its completions are the shards",
			"--shard auto/%d: %s is %q, and should be from 0 to %d", of, jobIndex, text, of-1)
	}
	return index + 1, nil
}

// startTime reads a time as RFC 3339 has it, or seconds since 1970.
func startTime(text string, now time.Time) (time.Time, error) {
	at, err := time.Parse(time.RFC3339, text)
	if seconds, unix := strconv.ParseInt(text, 10, 64); err != nil && unix == nil {
		at, err = time.Unix(seconds, 0), nil
	}
	switch {
	case err != nil:
		return at, wrongUsage(fmt.Sprintf("for example --start-at %s, or %d", now.Add(time.Minute).UTC().Format(time.RFC3339), now.Add(time.Minute).Unix()),
			"--start-at: expected a time as RFC 3339 has it, or seconds since 1970, got %q", text)
	case at.Sub(now) > maxAhead:
		return at, wrongUsage("", "--start-at: %s is more than a day ahead", at.UTC().Format(time.RFC3339))
	}
	return at, nil
}
