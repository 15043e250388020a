package statefile

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wxload/wxload/mockwx"
	"github.com/wxload/wxload/mockwx/devserver"
)

// full is a state file of many pages, whose bytes are given.
func full(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "full.db")
	f := openMock(t, path)
	var entries []mockwx.Entry
	for i := range 2000 {
		entries = append(entries, put("user", fmt.Sprint(i), strings.Repeat("x", 100)))
	}
	f.Add(entries)
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// database is what SQLite makes of statements.
func database(t *testing.T, statements ...string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "other.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func overwritten(text []byte, from, to int) []byte {
	text = bytes.Clone(text)
	for i := from; i < to; i++ {
		text[i] = byte(i * 31)
	}
	return text
}

func TestWhatIsNoStateFileIsRefusedWithTheCauseAndLeftAsItIs(t *testing.T) {
	good := full(t)
	page := 4096
	for name, test := range map[string]struct {
		content []byte
		cause   error
		want    string
	}{
		"a page overwritten":       {overwritten(good, 3*page, 4*page), ErrDamaged, "it is damaged: "},
		"the root overwritten":     {overwritten(good, page, page+200), ErrDamaged, "it is damaged: "},
		"cut short":                {good[:len(good)/2], ErrDamaged, "it is damaged: "},
		"cut within a page":        {good[:len(good)-page/2], ErrDamaged, "it is damaged: "},
		"cut within its head":      {good[:9], ErrDamaged, "its beginning is lost"},
		"a beginning of zeros":     {append(make([]byte, page), good[page:]...), ErrDamaged, "its beginning is lost"},
		"a text":                   {[]byte(strings.Repeat("no database ", 1000)), ErrForeign, "no database"},
		"a short text":             {[]byte("{}"), ErrForeign, "no database"},
		"another program's":        {database(t, "CREATE TABLE bookmarks (url TEXT)"), ErrForeign, "another program's database"},
		"another program's, named": {database(t, "PRAGMA application_id = 252006674", "CREATE TABLE state (x)"), ErrForeign, "another program's database"},
		"a developer server's":     {database(t, devServerSchema), ErrForeign, "the state of a stand-in developer server, not of a mock WeChat"},
		"a developer server's, named": {database(t, fmt.Sprintf("PRAGMA application_id = %d", devServerOwner().id()), "CREATE TABLE later (x)"),
			ErrForeign, "the state of a stand-in developer server, not of a mock WeChat"},
		"a newer version's": {database(t, fmt.Sprintf("PRAGMA application_id = %d", mockOwner().id()), "PRAGMA user_version = 2", mockSchema),
			ErrForeign, "a newer version of wxload"},
	} {
		path := filepath.Join(t.TempDir(), "state.db")
		if err := os.WriteFile(path, test.content, 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := OpenMock(path)
		if err == nil {
			f.Close()
			t.Errorf("%s: no error", name)
			continue
		}
		if !errors.Is(err, test.cause) || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), path) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error %v, want one with %q", name, err, test.want)
		}
		if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, test.content) {
			t.Errorf("%s: the file was changed, error %v", name, err)
		}
	}
}

func TestAMocksFileIsNoDatabaseOfADeveloperServer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	if err := os.WriteFile(path, full(t), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := OpenDevServer(path)
	if !errors.Is(err, ErrForeign) || !strings.Contains(err.Error(), "the state of a mock WeChat, not of a stand-in developer server") {
		t.Errorf("error %v", err)
	}
}

// Files from before there was a mark in them.
func TestAFileWithoutAMarkIsKnownByItsTables(t *testing.T) {
	dir := t.TempDir()
	for name, test := range map[string]struct {
		content []byte
		open    func(string) (func() error, error)
	}{
		"mock": {database(t, mockSchema), closing(OpenMock)},
		"dev":  {database(t, devServerSchema), closing(OpenDevServer)},
		"none": {nil, closing(OpenMock)},
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, test.content, 0o600); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			end, err := test.open(path)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if err := end(); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func closing[E any](open func(string) (*File[E], error)) func(string) (func() error, error) {
	return func(path string) (func() error, error) {
		f, err := open(path)
		if err != nil {
			return nil, err
		}
		return f.Close, nil
	}
}

func TestAFileInUseIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "used.db")
	f := openMock(t, path)
	defer f.Close()
	if _, err := OpenMock(path); !errors.Is(err, ErrInUse) {
		t.Errorf("by this process: %v", err)
	}
	child := filepath.Join(t.TempDir(), "child.db")
	startChild(t, mockChild+"="+child)
	if _, err := OpenMock(child); !errors.Is(err, ErrInUse) {
		t.Errorf("by another one: %v", err)
	}
}

func TestWhatIsNoFileIsRefused(t *testing.T) {
	dir := t.TempDir()
	for path, want := range map[string]string{dir: "is a directory", os.DevNull: "a named pipe or a device", filepath.Join(dir, "no", "folder"): "no such file"} {
		if _, err := OpenMock(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one with %q", path, err, want)
		}
	}
}

var _ devserver.Store = (*File[devserver.Change])(nil)
