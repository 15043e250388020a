package launcher

import (
	"os"
	"path/filepath"
	"strings"
	"time"
)

// state is what the pages are told.
type state struct {
	Jobs    []jobState `json:"jobs"`
	Output  string     `json:"output"` // of the last one, as the next ones
	Skipped int        `json:"skipped"`
	Page    string     `json:"page"` // where it shows itself while it runs; empty where it does not
}

// jobState is a job as the pages are told.
type jobState struct {
	Number   int    `json:"number"`
	Command  string `json:"command"`
	Running  bool   `json:"running"`
	Stopping bool   `json:"stopping"`
	Code     int    `json:"code"`
	Meaning  string `json:"meaning"`
	Result   string `json:"result"` // the path of its page; empty where there is none
}

func (l *Launcher) describe(j *job) jobState {
	var lines []string
	for _, args := range j.plan.commands {
		lines = append(lines, line(args))
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	s := jobState{Number: j.number, Command: strings.Join(lines, "\n"), Running: !j.ended, Stopping: j.stopping, Code: j.code}
	if j.ended {
		s.Meaning = l.options.Words.Say(l.options.Meaning(j.last, j.code))
		if at := l.written(j.plan.result); !at.IsZero() && !at.Equal(j.before) {
			s.Result = l.resultPath(j)
		}
	}
	return s
}

// written is when a file was written last; zero where there is none.
func (l *Launcher) written(name string) time.Time {
	info, err := os.Stat(l.path(name))
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}

func (l *Launcher) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(l.options.Dir, name)
}
