package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/wxload/wxload/scenario"
)

// readFeed reads the rows that the clients of a scenario get, of a file beside the
// scenario's own, and checks the scenario against them.
func (p *program) readFeed(s *scenario.Scenario, file string) error {
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
	if err := feed.Read(rows, s.Clients.Count); err != nil {
		return &failure{exitUsage, fmt.Errorf("clients.feed: %s: %w", name, err), ""}
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
