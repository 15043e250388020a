//go:build linux || darwin

package backend_test

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A pipe that nobody else opens would be waited for without end.
func TestANamedPipeIsNoDatabase(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip(err)
	}
	err := probe(t, "target: {devserver: {db: '"+pipe+"'}}\nflow: [launch]\n")
	if err == nil || !strings.Contains(err.Error(), "target.devserver.db: ") || !strings.Contains(err.Error(), "a named pipe") {
		t.Errorf("got %v", err)
	}
}
