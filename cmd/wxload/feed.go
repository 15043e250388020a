package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/wxload/wxload/scenario"
)

// readFeed reads the rows that the clients of a scenario get, of a file beside the
// scenario's own, and checks the scenario against them.
func (p *program) readFeed(s *scenario.Scenario, file string) error { return p.readFeedOf(s, file, 1) }

// readFeedOf reads those that the clients of a worker get, by its number from 1: they come
// after those of the workers before it.
func (p *program) readFeedOf(s *scenario.Scenario, file string, worker int) error {
	feed := &s.Clients.Feed
	if feed.File == "" {
		return nil
	}
	name := feed.File
	if !filepath.IsAbs(name) {
		name = filepath.Join(filepath.Dir(file), name)
	}
	rows, err := p.openFile(name)
	if err != nil {
		return &failure{exitUsage, fmt.Errorf("clients.feed: %w", err), ""}
	}
	defer rows.Close()
	clients := worker * s.Clients.Count
	if err := feed.Read(rows, clients); err != nil {
		return &failure{exitUsage, fmt.Errorf("clients.feed: %s: %w", name, err), ""}
	}
	if n := feed.Rows(); n < clients && !feed.Recycle && worker > 1 {
		return &failure{exitUsage, fmt.Errorf("clients.feed: %s has %d rows, and the clients of worker %d need %d", name, n, worker, clients),
			"add rows, or write recycle: true"}
	}
	if err := s.Validate(scenarioOptions()); err != nil {
		return &failure{exitUsage, err, ""}
	}
	return nil
}

func (p *program) openFile(name string) (*os.File, error) {
	if err := refusePipe(p.path(name)); err != nil {
		return nil, fileError("read", name, err)
	}
	f, err := os.Open(p.path(name))
	if err != nil {
		return nil, fileError("read", name, err)
	}
	return f, nil
}
