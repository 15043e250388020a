package statefile

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/wxload/wxload/mockwx"
)

// contents are the entries as "kind/key=data".
func contents(t *testing.T, f *File[mockwx.Entry]) (all []string) {
	t.Helper()
	err := f.Load(func(e mockwx.Entry) error {
		all = append(all, e.Kind+"/"+e.Key+"="+string(e.Data))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestEntriesComeBackInTheOrderOfTheirFirstWrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state 100%.db")
	f := openMock(t, path)
	gone := func(kind, key string) mockwx.Entry { return mockwx.Entry{Kind: kind, Key: key} }
	for _, batch := range [][]mockwx.Entry{
		{put("a", "1", "x"), put("a", "2", "x"), put("b", "1", "x")},
		{put("a", "1", "y"), put("a", "1", "z"), gone("b", "1")},
		{put("c", "1", "x"), gone("c", "1"), gone("none", "1")},
	} {
		if err := f.Flush(f.Add(batch)); err != nil {
			t.Fatal(err)
		}
	}
	f.Add([]mockwx.Entry{put("d", "1", "at the end")})
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	f = openMock(t, path)
	defer f.Close()
	if got, want := contents(t, f), []string{"a/1=z", "a/2=x", "d/1=at the end"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestAnEntryThatTheMockRefusesIsNamed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	f := openMock(t, path)
	defer f.Close()
	f.Add([]mockwx.Entry{put("user", "u1", "no JSON")})
	if err := f.Flush(1); err != nil {
		t.Fatal(err)
	}
	if _, err := mockwx.NewUnstarted(mockwx.ServerOptions{Store: f}); err == nil || !strings.Contains(err.Error(), path+": user entry: ") {
		t.Errorf("error %v", err)
	}
}
