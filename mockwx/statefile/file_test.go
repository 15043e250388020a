package statefile

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/wxload/wxload/mockwx"
)

func openMock(t *testing.T, path string) *File[mockwx.Entry] {
	t.Helper()
	f, err := OpenMock(path)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func put(kind, key, data string) mockwx.Entry {
	return mockwx.Entry{Kind: kind, Key: key, Data: []byte(data)}
}

func ignore(mockwx.Entry) error { return nil }

func TestFlushReturnsOnceItsEntriesAreWritten(t *testing.T) {
	f := openMock(t, filepath.Join(t.TempDir(), "state.db"))
	defer f.Close()
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := range 50 {
				upTo := f.Add([]mockwx.Entry{put("k", fmt.Sprint(w, " ", i), "x")})
				if err := f.Flush(upTo); err != nil {
					t.Error(err)
				}
				f.commit.Lock()
				if f.written < upTo {
					t.Errorf("%d of %d written", f.written, upTo)
				}
				f.commit.Unlock()
			}
		})
	}
	wg.Wait()
	if n := len(contents(t, f)); n != 400 {
		t.Errorf("%d entries", n)
	}
}

func TestFileIsTheOwnersAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	openMock(t, path).Close()
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, error %v", info.Mode(), err)
	}
}

func TestAFailureThatCannotPassIsFinal(t *testing.T) {
	f := openMock(t, filepath.Join(t.TempDir(), "state.db"))
	if err := f.Flush(f.Add([]mockwx.Entry{put("a", "1", "x")})); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	if err := f.Load(func(mockwx.Entry) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("load: %v", err)
	}
	if _, err := f.db.Exec("DROP TABLE state"); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := f.Flush(f.Add([]mockwx.Entry{put("a", "2", "x")})); err == nil || !strings.Contains(err.Error(), "no such table") || !strings.Contains(err.Error(), "restarted") {
			t.Errorf("flush: %v", err)
		}
	}
	if _, err := f.db.Exec(mockSchema); err != nil {
		t.Fatal(err)
	}
	if err := f.Flush(0); err == nil {
		t.Error("flush: no error once the file could be written again")
	}
	if err := f.Close(); err == nil || !strings.Contains(err.Error(), "no such table") {
		t.Errorf("close: %v, want what was lost", err)
	}
	if f.Load(ignore) == nil {
		t.Error("load of a closed file: no error")
	}
}
