package statefile

import (
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// version is that of the formats, in each file's user_version. Files older than it have
// zero there, and in the application_id.
const version = 1

// open opens or creates the file. A file that it refuses is left as it was.
func open[E any](path string, f format[E]) (*File[E], error) {
	name, err := source(path)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", name)
	if err != nil {
		return nil, fmt.Errorf("state file %s: %w", path, err)
	}
	db.SetMaxOpenConns(1) // the lock is a connection's, and so is a database in memory
	if err := prepare(db, f); err != nil {
		_ = db.Close() // nothing was written
		return nil, fmt.Errorf("state file %s: %w", path, cause(err))
	}
	return newFile(path, db, f), nil
}

// errNoFile is what has no place for a database; a pipe would be waited for without end.
var errNoFile = errors.New("it is a named pipe or a device, and no file")

// source is the file's name to the driver. It creates the file, because SQLite
// would let others read it.
func source(path string) (string, error) {
	if path == InMemory {
		return path, nil
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("state file %s: %w", path, err)
	}
	if info, err := os.Stat(absolute); err == nil && info.Mode()&(os.ModeNamedPipe|os.ModeSocket|os.ModeDevice) != 0 {
		return "", fmt.Errorf("state file %s: %w", path, errNoFile)
	}
	created, err := os.OpenFile(absolute, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return "", fmt.Errorf("state file: %w", err)
	}
	defer created.Close() // nothing is written
	if err := checkHead(created); err != nil {
		return "", fmt.Errorf("state file %s: %w", path, err)
	}
	exclusive := url.Values{"_pragma": {"locking_mode(EXCLUSIVE)"}}
	return (&url.URL{Scheme: "file", Path: absolute, RawQuery: exclusive.Encode()}).String(), nil
}

// checkHead refuses a file that is no database, before SQLite reads it: for a short one
// it says that it is empty.
// SQLite: https://www.sqlite.org/fileformat.html, section 1.3.
func checkHead(file io.Reader) error {
	const magic = "SQLite format 3\x00"
	head := make([]byte, len(magic))
	n, err := io.ReadFull(file, head)
	switch {
	case errors.Is(err, io.EOF) || string(head) == magic:
		return nil
	case err != nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return err
	case strings.HasPrefix(string(head), magic[:min(n, len("SQLite"))]) || strings.Trim(string(head), "\x00") == "":
		return fmt.Errorf("%w: its beginning is lost", ErrDamaged)
	}
	return fmt.Errorf("%w: no database", ErrForeign)
}

// prepare checks what the file holds, and makes it ready.
func prepare[E any](db *sql.DB, f format[E]) error {
	if err := checkOwner(db, f.owner); err != nil {
		return err
	}
	if err := quickCheck(db); err != nil {
		return err
	}
	for _, statement := range []string{
		"PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL",
		fmt.Sprintf("PRAGMA application_id = %d", f.owner.id()), fmt.Sprintf("PRAGMA user_version = %d", version), f.schema,
	} {
		if _, err := db.Exec(statement); err != nil {
			return err
		}
	}
	return nil
}

// owner is a server whose state a file keeps.
type owner struct {
	magic  string   // four characters, the application_id
	what   string   // whose state it is, for people
	tables []string // in order
}

func (o owner) id() uint32 { return binary.BigEndian.Uint32([]byte(o.magic)) }

// owners lists all.
func owners() []owner { return []owner{mockOwner(), devServerOwner()} }

// checkOwner refuses the files of others. One without tables is nobody's.
func checkOwner(db *sql.DB, want owner) error {
	var id uint32
	var format int
	if err := db.QueryRow("PRAGMA application_id").Scan(&id); err != nil {
		return err
	}
	if err := db.QueryRow("PRAGMA user_version").Scan(&format); err != nil {
		return err
	}
	var tables []string
	err := rows(db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name", func(r *sql.Rows) error {
		var name string
		err := r.Scan(&name)
		tables = append(tables, name)
		return err
	})
	if err != nil {
		return err
	}
	ours := id == want.id() || id == 0 && slices.Equal(tables, want.tables)
	switch {
	case id == 0 && len(tables) == 0, ours && format <= version:
		return nil
	case ours:
		return fmt.Errorf("%w: it was written by a newer version of wxload", ErrForeign)
	}
	for _, other := range owners() {
		if id == other.id() || id == 0 && slices.Equal(tables, other.tables) {
			return fmt.Errorf("%w: the state of %s, not of %s", ErrForeign, other.what, want.what)
		}
	}
	return fmt.Errorf("%w: another program's database", ErrForeign)
}

// quickCheck reads all of the file.
func quickCheck(db *sql.DB) error {
	var found string
	if err := db.QueryRow("PRAGMA quick_check(1)").Scan(&found); err != nil {
		return err
	}
	if found != "ok" {
		return fmt.Errorf("%w: %s", ErrDamaged, strings.Join(strings.Fields(found), " "))
	}
	return nil
}
