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
// time and, since it holds secrets, for its owner alone (0600). One that is damaged,
// another program's or in use is refused ([ErrDamaged], [ErrForeign], [ErrInUse]).
//
// While the disk is full the calls that change something fail. What they changed is
// kept, and written once there is room again.
package statefile

import (
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// InMemory is the path of a file that ends with the process.
const InMemory = ":memory:"

const (
	// retry is how long after a failure the next write is tried.
	retry = time.Second
	// maxWaiting bounds the entries that wait for a disk to have room.
	maxWaiting = 1 << 18
)

// File is an open state file, which keeps entries of type E. Its methods may be
// called concurrently, except that Load comes first, and Close once and last.
type File[E any] struct {
	path   string
	db     *sql.DB
	format format[E]
	now    func() time.Time
	room   int // for entries that wait

	mu    sync.Mutex
	next  []E
	added uint64 // entries so far, those in next included

	commit  sync.Mutex // held while a transaction runs
	written uint64     // entries on disk
	failed  error      // of the last transaction; nil if it succeeded
	retryAt time.Time
	lost    error // why entries were lost; final
}

// format is how entries lie in the tables of a file.
type format[E any] struct {
	owner  owner
	schema string
	load   func(db *sql.DB, each func(E) error) error
	write  func(tx *sql.Tx, entries []E) error
	key    func(E) any // entries with the same one replace each other
}

func newFile[E any](path string, db *sql.DB, f format[E]) *File[E] {
	return &File[E]{path: path, db: db, format: f, now: time.Now, room: maxWaiting}
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
// for all that have queued; the others find it done. An error says that they are not
// there yet. A failure that may pass, as that of a full disk, keeps what was not
// written; a call at least a second later tries again. After any other one nothing is
// written any more, and every call returns it.
func (f *File[E]) Flush(upTo uint64) error { return f.flush(upTo, false) }

func (f *File[E]) flush(upTo uint64, force bool) error {
	f.commit.Lock()
	defer f.commit.Unlock()
	switch {
	case f.lost != nil || f.written >= upTo:
		return f.lost
	case f.failed != nil && !force && f.now().Before(f.retryAt):
		return f.failed
	}
	entries, added := f.take()
	if err := f.write(entries); err != nil {
		return f.fail(err, entries)
	}
	f.written, f.failed = added, nil
	return nil
}

// take empties the queue.
func (f *File[E]) take() (entries []E, added uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	entries, added = f.next, f.added
	f.next = nil
	return entries, added
}

// fail keeps entries that could not be written for the next time, if there may be one.
func (f *File[E]) fail(err error, entries []E) error {
	if !passes(err) {
		f.lost = fmt.Errorf("writing the state file: %w; the server must be restarted", err)
		return f.lost
	}
	entries = newest(entries, f.format.key)
	if len(entries) > f.room {
		f.lost = fmt.Errorf("writing the state file: %w; more than %d changes wait: the server must be restarted", err, f.room)
		return f.lost
	}
	f.mu.Lock()
	f.next = append(entries, f.next...)
	f.mu.Unlock()
	f.retryAt = f.now().Add(retry)
	f.failed = fmt.Errorf("writing the state file: %w; it goes on once that is over", err)
	return f.failed
}

// newest leaves the last entry of each key, at the place of the first.
func newest[E any](entries []E, key func(E) any) []E {
	at := make(map[any]int, len(entries))
	kept := entries[:0:0]
	for _, e := range entries {
		k := key(e)
		if i, is := at[k]; is {
			kept[i] = e
			continue
		}
		at[k] = len(kept)
		kept = append(kept, e)
	}
	return kept
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
	return errors.Join(f.flush(upTo, true), f.db.Close())
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
