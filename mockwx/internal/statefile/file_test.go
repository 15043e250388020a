package statefile

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

func open(t *testing.T, path string) *File {
	t.Helper()
	f, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// contents are the entries as "kind/key=data".
func contents(t *testing.T, f *File) (all []string) {
	t.Helper()
	if err := f.Load(func(e Entry) error { all = append(all, e.Kind+"/"+e.Key+"="+string(e.Data)); return nil }); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestEntriesComeBackInTheOrderOfTheirFirstWrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	f := open(t, path)
	for _, batch := range [][]Entry{
		{{"a", "1", []byte("x")}, {"a", "2", []byte("x")}, {"b", "1", []byte("x")}},
		{{"a", "1", []byte("y")}, {"a", "1", []byte("z")}, {"b", "1", nil}},
		{{"c", "1", []byte("x")}, {"c", "1", nil}, {"none", "1", nil}},
	} {
		if err := f.Flush(f.Add(batch)); err != nil {
			t.Fatal(err)
		}
	}
	f.Add([]Entry{{"d", "1", []byte("at the end")}})
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	f = open(t, path)
	defer f.Close()
	if got, want := contents(t, f), []string{"a/1=z", "a/2=x", "d/1=at the end"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestFlushReturnsOnceItsEntriesAreWritten(t *testing.T) {
	f := open(t, filepath.Join(t.TempDir(), "state.db"))
	defer f.Close()
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := range 50 {
				upTo := f.Add([]Entry{{"k", fmt.Sprint(w, " ", i), []byte("x")}})
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
	open(t, path).Close()
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, error %v", info.Mode(), err)
	}
}

func TestWhatCannotBeOpenedIsAnError(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text")
	if err := os.WriteFile(text, []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	used := filepath.Join(dir, "used.db")
	f := open(t, used)
	defer f.Close()
	for _, path := range []string{dir, text, used, filepath.Join(dir, "no", "folder")} {
		if g, err := Open(path); err == nil {
			g.Close()
			t.Errorf("%s was opened", path)
		}
	}
}

func TestFailuresStay(t *testing.T) {
	f := open(t, filepath.Join(t.TempDir(), "state.db"))
	if err := f.Flush(f.Add([]Entry{{"a", "1", []byte("x")}})); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	if err := f.Load(func(Entry) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("load: %v", err)
	}
	f.db.Close()
	for range 2 {
		if err := f.Flush(f.Add([]Entry{{"a", "2", []byte("x")}})); err == nil {
			t.Error("flush: no error")
		}
	}
	if f.Load(func(Entry) error { return nil }) == nil || f.Close() == nil {
		t.Error("load and close: no error")
	}
}
