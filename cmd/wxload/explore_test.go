package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAnInterruptedSearchSaysSo(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	stop()
	dir := t.TempDir()
	var stdout, stderr bytes.Buffer
	p := program{args: []string{"explore", "late-401", "--baseline", "known.json", "--update-baseline"}, stdout: &stdout, stderr: &stderr, dir: dir}
	if code := p.run(ctx); code != exitInterrupted {
		t.Errorf("exit code %d, want %d: %s", code, exitInterrupted, stderr.String())
	}
	if _, err := os.Stat(filepath.Join(dir, "known.json")); err != nil {
		t.Error(err)
	}
}

func TestASearchThatWasEndedIsNoProof(t *testing.T) {
	got := run(t, t.TempDir(), "", "explore", "late-401", "--wrapper", "egg", "--time", "1ns", "--mode", "exhaustive")
	if !strings.Contains(got.stdout, "not every order of 3 requests, 1 expiry of the tokens: ended after ") || strings.Contains(got.stdout, "no order breaks it") {
		t.Errorf("got %+v", got)
	}
}
