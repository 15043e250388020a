// Package statefile keeps the state of the servers of wxload in SQLite files, so
// that what was answered survives kill -9:
//
//	file, err := statefile.OpenMock("state.db")
//	if err != nil { … }
//	defer file.Close()
//	mock, err := mockwx.Start(mockwx.ServerOptions{Store: file})
//
// It stands beside the servers and is handed to them, so that whoever needs no file
// (a simulation, most tests) links no database.
//
// What is committed survives the death of the process, not that of the machine: the
// journal is not synced to the disk for each commit. A file is for one process at a
// time and, since it holds secrets, for its owner alone (0600).
package statefile

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// InMemory is the path of a file that ends with the process.
const InMemory = ":memory:"

// File is an open state file, which keeps entries of type E. Its methods may be
// called concurrently, except that Load comes first, and Close once and last.
type File[E any] struct {
	path   string
	db     *sql.DB
	format format[E]

	mu    sync.Mutex
	next  []E
	added uint64 // entries so far, those in next included

	commit  sync.Mutex // held while a transaction runs
	written uint64     // entries on disk
	failed  error      // of the first transaction that failed
}

// format is how entries lie in the tables of a file.
type format[E any] struct {
	schema string
	load   func(db *sql.DB, each func(E) error) error
	write  func(tx *sql.Tx, entries []E) error
}

// open opens or creates the file.
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
	if _, err := db.Exec(f.schema); err != nil {
		return nil, errors.Join(fmt.Errorf("state file %s (does another process use it?): %w", path, err), db.Close())
	}
	return &File[E]{path: path, db: db, format: f}, nil
}

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
	created, err := os.OpenFile(absolute, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return "", fmt.Errorf("state file: %w", err)
	}
	_ = created.Close() // nothing was written
	pragmas := url.Values{"_pragma": {"locking_mode(EXCLUSIVE)", "journal_mode(WAL)", "synchronous(NORMAL)"}}
	return (&url.URL{Scheme: "file", Path: absolute, RawQuery: pragmas.Encode()}).String(), nil
}

// Load gives what the file holds, in the order in which it was first written.
func (f *File[E]) Load(each func(E) error) error {
	if err := f.format.load(f.db, each); err != nil {
		return fmt.Errorf("reading the state file %s: %w", f.path, err)
	}
	return nil
}

// Add queues entries behind those of earlier calls, without waiting, and returns
// what to give to Flush. The entries are the file's from then on.
func (f *File[E]) Add(entries []E) (upTo uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.next = append(f.next, entries...)
	f.added += uint64(len(entries))
	return f.added
}

// Flush returns once the entries are on disk. The first of several callers writes
// for all that have queued; the others find it done. After a failure nothing is
// written any more, and every call returns it.
func (f *File[E]) Flush(upTo uint64) error {
	f.commit.Lock()
	defer f.commit.Unlock()
	if f.failed != nil || f.written >= upTo {
		return f.failed
	}
	f.mu.Lock()
	entries, added := f.next, f.added
	f.next = nil
	f.mu.Unlock()
	if err := f.write(entries); err != nil {
		f.failed = fmt.Errorf("writing the state file: %w", err)
		return f.failed
	}
	f.written = added
	return nil
}

// write is one transaction.
func (f *File[E]) write(entries []E) error {
	tx, err := f.db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback() // of no effect once committed
	if err := f.format.write(tx, entries); err != nil {
		return err
	}
	return tx.Commit()
}

// Close writes what is queued and closes the file. Its error tells of every change
// that was lost since the file was opened.
func (f *File[E]) Close() error {
	f.mu.Lock()
	upTo := f.added
	f.mu.Unlock()
	return errors.Join(f.Flush(upTo), f.db.Close())
}

// rows calls each with every row that the query finds.
func rows(db *sql.DB, query string, each func(*sql.Rows) error) error {
	found, err := db.Query(query)
	if err != nil {
		return err
	}
	defer found.Close()
	for found.Next() {
		if err := each(found); err != nil {
			return err
		}
	}
	return found.Err()
}
