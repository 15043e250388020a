package statefile

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/mockwx/devserver"
)

var start = time.Date(2026, 1, 2, 15, 4, 5, 6, time.UTC)

func openDevServer(t testing.TB, path string) *File[devserver.Change] {
	t.Helper()
	f, err := OpenDevServer(path)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func putUser(openid, key string, created time.Time) devserver.Change {
	u := devserver.StoredUser{Session: devserver.Session{OpenID: openid, UnionID: "u-" + openid, SessionKey: key}, Created: created}
	return devserver.Change{Op: devserver.PutUser, User: u}
}

func putToken(value, openid string, until time.Time) devserver.Change {
	return devserver.Change{Op: devserver.PutToken, Token: devserver.StoredToken{Value: value, OpenID: openid, Issued: start, Until: until}}
}

func dropToken(value string) devserver.Change {
	return devserver.Change{Op: devserver.DropToken, Token: devserver.StoredToken{Value: value}}
}

func putRefresh(value string, spent bool) devserver.Change {
	return devserver.Change{Op: devserver.PutRefresh, Refresh: devserver.StoredRefreshToken{Value: value, OpenID: "o1", Until: start, Spent: spent}}
}

func dropRefresh(value string) devserver.Change {
	return devserver.Change{Op: devserver.DropRefresh, Refresh: devserver.StoredRefreshToken{Value: value}}
}

func putOrder(id string, count int) devserver.Change {
	return devserver.Change{Op: devserver.PutOrder, Order: devserver.StoredOrder{ID: id, Count: count}}
}

// kept is what a store gives, a line for each.
func kept(t *testing.T, f *File[devserver.Change]) (lines []string) {
	t.Helper()
	err := f.Load(func(c devserver.Change) error {
		c.User.Created, c.Token.Issued, c.Token.Until = c.User.Created.UTC(), c.Token.Issued.UTC(), c.Token.Until.UTC()
		c.Refresh.Until = c.Refresh.Until.UTC()
		lines = append(lines, fmt.Sprintf("%+v", c))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func TestUsersTokensAndOrdersComeBackInTheOrderOfTheirFirstWrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dev server 100%.db")
	f := openDevServer(t, path)
	for _, batch := range [][]devserver.Change{
		{putUser("o2", "k1", start), putToken("t2", "o2", time.Time{}), putOrder("a", 1)},
		{putUser("o1", "k1", start), putToken("t1", "o1", start.Add(time.Nanosecond)), putToken("t3", "o1", time.Time{})},
		{putUser("o2", "k2", start.Add(time.Hour)), putOrder("a", 2), dropToken("t3"), dropToken("none")},
		{putRefresh("r1", false), putRefresh("r2", false), putRefresh("r3", false)},
		{putRefresh("r1", true), dropRefresh("r2")},
	} {
		if err := f.Flush(f.Add(batch)); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	f = openDevServer(t, path)
	defer f.Close()
	var want []string
	for _, c := range []devserver.Change{
		putUser("o2", "k2", start), putUser("o1", "k1", start), // the time of the first write, the key of the last
		putToken("t2", "o2", time.Time{}), putToken("t1", "o1", start.Add(time.Nanosecond)),
		putRefresh("r1", true), putRefresh("r3", false), putOrder("a", 2),
	} {
		want = append(want, fmt.Sprintf("%+v", c))
	}
	if got := kept(t, f); !slices.Equal(got, want) {
		t.Errorf("the file gives\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestADatabaseInMemoryEndsWithItsServer(t *testing.T) {
	for range 2 {
		f := openDevServer(t, InMemory)
		if got := kept(t, f); got != nil {
			t.Errorf("kept %q", got)
		}
		if err := f.Flush(f.Add([]devserver.Change{putUser("o1", "k", start)})); err != nil {
			t.Error(err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestAChangeThatThereIsNotIsRefused(t *testing.T) {
	f := openDevServer(t, InMemory)
	if err := f.Flush(f.Add([]devserver.Change{{Op: 9}})); err == nil || !strings.Contains(err.Error(), "change 9") {
		t.Errorf("error %v", err)
	}
}
