package statefile

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wxload/wxload/mockwx"
	"github.com/wxload/wxload/mockwx/devserver"
)

// limit lets the file have so many more pages, as a full disk does.
func limit[E any](t *testing.T, f *File[E], more int) {
	t.Helper()
	var pages int
	if err := f.db.QueryRow("PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	if _, err := f.db.Exec(fmt.Sprintf("PRAGMA max_page_count = %d", pages+more)); err != nil {
		t.Fatal(err)
	}
}

// clock stands still until it is moved.
func clock[E any](f *File[E]) (move func(time.Duration)) {
	var now atomic.Int64
	f.now = func() time.Time { return time.Unix(1_790_000_000, now.Load()) }
	return func(d time.Duration) { now.Add(int64(d)) }
}

func large(key string) []mockwx.Entry {
	return []mockwx.Entry{put("large", key, strings.Repeat(key, 1<<16))}
}

func TestAfterAFullDiskWasFreedItGoesOn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	f := openMock(t, path)
	move := clock(f)
	if err := f.Flush(f.Add([]mockwx.Entry{put("a", "1", "before")})); err != nil {
		t.Fatal(err)
	}
	limit(t, f, 3)
	for _, key := range []string{"x", "y", "x"} {
		err := f.Flush(f.Add(large(key)))
		if err == nil || !strings.Contains(err.Error(), "full") || !strings.Contains(err.Error(), "goes on") {
			t.Fatalf("%s on a full disk: %v", key, err)
		}
		move(2 * retry)
	}
	limit(t, f, 1000)
	if err := f.Flush(f.Add([]mockwx.Entry{put("a", "2", "after")})); err != nil {
		t.Errorf("with room again: %v", err)
	}
	if err := f.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
	g := openMock(t, path)
	defer g.Close()
	got := contents(t, g)
	want := []string{"a/1=before", "large/x=xxx", "large/y=yyy", "a/2=after"}
	if !slices.EqualFunc(got, want, strings.HasPrefix) {
		t.Errorf("%d entries, want the 4 %v", len(got), want)
	}
}

func TestAFullDiskIsNotTriedForEachCall(t *testing.T) {
	f := openMock(t, InMemory)
	defer f.Close()
	move := clock(f)
	limit(t, f, 3)
	upTo := f.Add(large("x"))
	if f.Flush(upTo) == nil {
		t.Fatal("no error on a full disk")
	}
	limit(t, f, 1000)
	if err := f.Flush(upTo); err == nil {
		t.Error("tried again at once")
	}
	move(retry)
	if err := f.Flush(upTo); err != nil {
		t.Error(err)
	}
}

func TestCloseTriesAgainWhateverTheTime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dev.db")
	f, err := OpenDevServer(path)
	if err != nil {
		t.Fatal(err)
	}
	clock(f)
	limit(t, f, 0)
	var changes []devserver.Change
	for i := range 5000 {
		changes = append(changes, devserver.Change{Op: devserver.PutOrder, Order: devserver.StoredOrder{ID: fmt.Sprint(i % 2500), Count: i}})
	}
	if f.Flush(f.Add(changes)) == nil {
		t.Fatal("no error on a full disk")
	}
	if len(f.next) != 2500 {
		t.Errorf("%d changes wait, want the newest of each order", len(f.next))
	}
	limit(t, f, 1000)
	if err := f.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
}

// Where memory would grow without end, it is said that a restart is needed.
func TestTooManyChangesThatWaitAreLost(t *testing.T) {
	f := openMock(t, InMemory)
	move := clock(f)
	limit(t, f, 3)
	if f.room != maxWaiting {
		t.Errorf("room for %d", f.room)
	}
	f.room = 5000
	entries := make([]mockwx.Entry, f.room+1)
	for i := range entries {
		entries[i] = put("k", fmt.Sprint(i), "x")
	}
	err := f.Flush(f.Add(entries))
	if err == nil || !strings.Contains(err.Error(), "must be restarted") {
		t.Fatalf("error %v", err)
	}
	limit(t, f, 1_000_000)
	move(time.Hour)
	if again := f.Flush(0); !errors.Is(again, err) {
		t.Errorf("later: %v", again)
	}
	if f.Close() == nil {
		t.Error("close: no error")
	}
}

// Servers answer what changes nothing, and go on with the rest once there is room.
func TestAMockOnAFullDiskAnswersWhatChangesNothing(t *testing.T) {
	f := openMock(t, filepath.Join(t.TempDir(), "state.db"))
	defer f.Close()
	move := clock(f)
	s := mockwx.NewServer(t, func(o *mockwx.ServerOptions) { o.Store = f })
	const user = `{"appid":"` + mockwx.DefaultAppID + `","user":"u1"}`
	answer := func(method, path, body string) string {
		text, err := call(method, s.URL+path, "", body)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	if text := answer("POST", "/_wx/login", user); !strings.Contains(text, "login:ok") {
		t.Fatal(text)
	}
	limit(t, f, 0)
	// Codes fill the rest of the last page.
	for i := 0; strings.Contains(answer("POST", "/_wx/login", user), "login:ok"); i++ {
		if i == 10_000 {
			t.Fatal("the disk is never full")
		}
	}
	for path, want := range map[string]string{"/healthz": "goes on once", "/_wx/ledger": `"codes_issued"`, "/_wx/apps": `"appid"`, "/metrics": "mockwx_users 1"} {
		if text := answer("GET", path, ""); !strings.Contains(text, want) {
			t.Errorf("%s on a full disk: %s", path, text)
		}
	}
	if text := answer("POST", "/_wx/checksession", user); !strings.Contains(text, "checkSession:ok") {
		t.Errorf("checksession on a full disk: %s", text)
	}
	limit(t, f, 1000)
	move(retry)
	if text := answer("GET", "/healthz", ""); text != `{"status":"ok"}` {
		t.Errorf("health with room again: %s", text)
	}
	if text := answer("POST", "/_wx/login", user); !strings.Contains(text, "login:ok") {
		t.Errorf("login with room again: %s", text)
	}
}
