package statefile

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Why a file cannot be opened, for errors.Is.
var (
	ErrInUse   = errors.New("another process uses it")
	ErrDamaged = errors.New("it is damaged")
	ErrForeign = errors.New("it holds something else")
)

// cause puts what SQLite says about a file that is opened into words.
func cause(err error) error {
	switch code(err) {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return ErrInUse
	case sqlite3.SQLITE_CORRUPT:
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	case sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("%w: %w", ErrForeign, err)
	}
	return err
}

// passes reports a failure of a write that may be over later, as that of a full disk
// is: what was not written is to be tried again.
func passes(err error) bool {
	switch code(err) {
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_CANTOPEN,
		sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_INTERRUPT:
		return true
	}
	return false
}

// code is SQLite's primary result code; zero for other errors.
func code(err error) int {
	if failed, is := errors.AsType[*sqlite.Error](err); is {
		return failed.Code() & 0xff
	}
	return 0
}
