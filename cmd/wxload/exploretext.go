package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/wxload/wxload/scenario/sim/explore"
)

// keepReplays names the replay files, and writes them where a folder is given.
func (p *program) keepReplays(f *exploreFlags, r *explore.Result, several bool) error {
	for i := range r.Findings {
		one := &r.Findings[i]
		one.File = replayName(r, i+1, several)
		if f.out == "" {
			continue
		}
		text, err := json.MarshalIndent(one.Replay, "", "  ")
		if err != nil {
			return fmt.Errorf("write %s: %w", one.File, err)
		}
		if err := p.replaceFile(filepath.Join(f.out, one.File), append(text, '\n')); err != nil {
			return &failure{exitUsage, err, ""}
		}
	}
	return nil
}

// replayName is SITUATION-N.json, with the wrapper before it where there are
// several. A scenario's name may hold what cannot be part of a file's.
func replayName(r *explore.Result, n int, several bool) string {
	name := fmt.Sprintf("%s-%d.json", r.Situation, n)
	if several {
		name = r.Wrapper + "-" + name
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) {
			return '-'
		}
		return r
	}, name)
}

// tellSearch prints one search.
func (p *program) tellSearch(f *exploreFlags, s *explore.Situation, r *explore.Result, j judged) error {
	if f.format == "json" {
		return json.NewEncoder(p.stdout).Encode(r)
	}
	var b strings.Builder
	if j.later {
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "%s with %s: %s\n  %s\n", r.Situation, r.Wrapper, verdictWords(r, j), searched(s, r))
	for i, one := range r.Findings {
		fmt.Fprintf(&b, "\n  %d. %s", i+1, nameOf(one.Class, one.Kind))
		if j.accepted[i] != "" {
			fmt.Fprintf(&b, ", %s", j.accepted[i])
		}
		fmt.Fprintf(&b, "\n     %s\n", strings.ReplaceAll(explanation(one), "\n", "\n     "))
		fmt.Fprintf(&b, "     %s, %s", count(one.Requests, "request"), count(one.Events, "choice"))
		if f.out != "" {
			fmt.Fprintf(&b, "; replay: %s", filepath.Join(f.out, one.File))
		}
		b.WriteByte('\n')
	}
	for _, e := range j.gone {
		fmt.Fprintf(&b, "\n  not found again, though in the baseline: %s\n", nameOf(e.Class, e.Kind))
		for _, c := range e.Constraints {
			fmt.Fprintf(&b, "     - %s\n", c)
		}
	}
	_, err := p.stdout.Write([]byte(b.String()))
	return err
}

// verdictWords are a search's findings in a few words.
func verdictWords(r *explore.Result, j judged) string {
	fresh := 0
	for _, why := range j.accepted {
		if why == "" {
			fresh++
		}
	}
	switch known := len(r.Findings) - fresh; {
	case len(r.Findings) == 0 && r.Complete:
		return "no order breaks it"
	case len(r.Findings) == 0:
		return "no defect found"
	case known == 0:
		return count(fresh, "defect")
	case fresh == 0:
		return "no new defect, " + number(known) + " known or allowed"
	default:
		return count(fresh, "new defect") + ", " + number(known) + " known or allowed"
	}
}

// searched says how much of the world was looked through.
func searched(s *explore.Situation, r *explore.Result) string {
	work := count(r.States, "state") + ", " + count(r.Schedules, "schedule")
	switch {
	case r.Complete:
		return fmt.Sprintf("every order of %s: %s", worldOf(s), work)
	case r.Bound != nil:
		return fmt.Sprintf("a sample of the orders of %s: %s; a defect that depends on the order of %d pairs of events is found by a PCT schedule with a chance of 1 in %s or better",
			worldOf(s), work, r.Bound.Depth, number(int(1/r.Bound.Chance)))
	case r.Mode == explore.Exhaustive:
		return fmt.Sprintf("not every order of %s: ended after %s", worldOf(s), work)
	default:
		return fmt.Sprintf("a sample of the orders of %s: %s", worldOf(s), work)
	}
}

// worldOf is what a situation is made of, in words.
func worldOf(s *explore.Situation) string {
	wanted, fixed, open := 0, 0, 0
	for _, thread := range s.Threads {
		for _, d := range thread {
			wanted += d.Public
			fixed += d.Requests
			if d.Do == explore.Load && d.Requests == 0 {
				open++
			}
		}
	}
	if open > 0 {
		fixed += open * max(s.Requests-fixed, 0)
	}
	parts := []string{count(wanted+fixed, "request")}
	for _, b := range s.Faults {
		parts = append(parts, count(b.Max, faultWord(b.Fault)))
	}
	return strings.Join(parts, ", ")
}

func faultWord(f explore.Fault) string {
	switch f {
	case explore.TokensExpire:
		return "expiry of the tokens"
	case explore.SessionExpires:
		return "expiry of the session"
	case explore.LoginHTTP500:
		return "failed login"
	case explore.LoginHTTP401:
		return "refused login"
	case explore.LoginLost:
		return "lost login answer"
	case explore.WXLoginFails:
		return "failed wx.login"
	case explore.RequestFails:
		return "failed request"
	case explore.RequestLost:
		return "lost answer"
	case explore.WXLoginSilent:
		return "silent wx.login"
	case explore.RequestSilent:
		return "silent request"
	default:
		return string(f)
	}
}

// count is a number of things, such as "2 expiries of the tokens".
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	first, rest, _ := strings.Cut(thing, " of ")
	switch {
	case strings.HasSuffix(first, "y"):
		first = strings.TrimSuffix(first, "y") + "ies"
	case strings.HasSuffix(first, "ch"):
		first += "es"
	case strings.HasSuffix(first, "wx.login"):
		first += " calls"
	default:
		first += "s"
	}
	if rest != "" {
		first += " of " + rest
	}
	return number(n) + " " + first
}

// number groups digits by three: 61 204.
func number(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + " " + digits[i:]
	}
	return digits
}

func nameOf(class, kind string) string {
	if kind == "" {
		return class
	}
	return class + " (" + kind + ")"
}
