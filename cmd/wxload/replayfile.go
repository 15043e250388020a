package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/explore"
	"github.com/wxload/wxload/scenario/timeline/draw"
)

// nameReplays names the replay files of what was found.
func nameReplays(r *explore.Result, several bool) {
	for i := range r.Findings {
		r.Findings[i].File = replayName(r, i+1, several)
	}
}

// keepReplays writes the replay files, and a page that draws each, where a folder is
// given.
func (v *verdict) keepReplays(info wrapper.Info, r *explore.Result) error {
	if v.flags.out == "" {
		return nil
	}
	for _, one := range r.Findings {
		text, err := json.MarshalIndent(one.Replay, "", "  ")
		if err != nil {
			return fmt.Errorf("write %s: %w", one.File, err)
		}
		v.write(filepath.Join(v.flags.out, one.File), append(text, '\n'))
		shown, err := one.Replay.Run(info)
		if err != nil {
			return &failure{exitBooks, fmt.Errorf("%s: %w", one.File, err), "this is a bug in wxload: please report it"}
		}
		var page bytes.Buffer
		if err := draw.HTML(&page, shown, v.p.words); err != nil {
			return err
		}
		v.write(filepath.Join(v.flags.out, pageName(one.File)), page.Bytes())
	}
	return nil
}

// pageName is the file of the page that draws a replay.
func pageName(replay string) string { return strings.TrimSuffix(replay, ".json") + ".html" }

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
