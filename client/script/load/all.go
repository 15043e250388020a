package load

import (
	"errors"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/wxload/wxload/client/script/load/internal/resolve"
	"github.com/wxload/wxload/client/script/load/internal/scan"
)

// loadAll loads modules and all that they require, level by level: the order of
// everything is the same in each run. The error is that of a limit.
func (p *Project) loadAll(ids []string) error {
	known := map[string]bool{}
	for len(ids) > 0 {
		level, err := p.loadLevel(ids)
		if err != nil {
			return err
		}
		for _, id := range ids {
			known[id] = true
		}
		var next []string
		for _, m := range level {
			for _, id := range p.leadsTo(m) {
				if !known[id] {
					known[id] = true
					next = append(next, id)
				}
			}
		}
		slices.Sort(next)
		ids = next
	}
	return nil
}

// loadLevel loads modules at the same time and waits for all of them.
func (p *Project) loadLevel(ids []string) ([]*module, error) {
	level := make([]*module, 0, len(ids))
	for _, id := range ids {
		if m, err := p.module(id); err == nil {
			level = append(level, m)
		}
	}
	// A few goroutines for all of them, whose stacks have grown.
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(level)) {
		workers.Go(func() {
			for i := next.Add(1) - 1; int(i) < len(level); i = next.Add(1) - 1 {
				p.load(level[i])
			}
		})
	}
	workers.Wait()
	for _, m := range level {
		var limit *LimitError
		if errors.As(m.err, &limit) {
			return nil, limit
		}
	}
	return level, nil
}

// leadsTo are the modules that a module requires, in a fixed order.
func (p *Project) leadsTo(m *module) []string {
	var ids []string
	for _, r := range m.found.Requires {
		switch {
		case r.Computed:
			ids = append(ids, p.candidates(m, r)...)
		case m.requires[r.Request].err == nil:
			ids = append(ids, m.requires[r.Request].id)
		}
	}
	return slices.DeleteFunc(ids, func(id string) bool { return strings.HasPrefix(id, "wxload:") })
}

// maxCandidates bounds how many files a computed request may lead to before it
// counts as unknown.
const maxCandidates = 100

// candidates are the files that a computed request can mean: those in the folder
// with which it begins, require("./lang/" + name).
func (p *Project) candidates(m *module, r scan.Require) []string {
	dir := path.Dir(path.Join(path.Dir(m.id), r.Request+"x"))
	if !strings.HasPrefix(r.Request, "./") && !strings.HasPrefix(r.Request, "../") || !fs.ValidPath(dir) {
		return nil
	}
	entries, err := fs.ReadDir(p.fsys, dir)
	if err != nil || len(entries) > maxCandidates {
		return nil
	}
	var ids []string
	prefix := path.Join(path.Dir(m.id), r.Request+"x")
	prefix = strings.TrimSuffix(prefix, "x")
	for _, e := range entries {
		if id := path.Join(dir, e.Name()); e.Type().IsRegular() && resolve.IsCode(id) && strings.HasPrefix(id, prefix) {
			ids = append(ids, id)
		}
	}
	return ids
}
