package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/wxload/wxload/scenario/explore"
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
