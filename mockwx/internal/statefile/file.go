// Package statefile keeps a server's state in an SQLite file, so that what was
// answered survives kill -9: entries by kind and key, in the order in which they
// were first written. What it holds is the server's matter.
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

// Entry is one thing to remember.
type Entry struct {
	Kind, Key string
	Data      []byte // nil removes the entry
}

// File is an open state file. Its methods may be called concurrently; Close
// only once and last.
type File struct {
	db *sql.DB

	mu    sync.Mutex
	next  []Entry
	added uint64 // entries so far, those in next included

	commit  sync.Mutex // held while a transaction runs
	written uint64     // entries on disk
	failed  error      // of the first transaction that failed
}

const schema = `CREATE TABLE IF NOT EXISTS state (
	number INTEGER PRIMARY KEY AUTOINCREMENT,
	kind   TEXT NOT NULL,
	key    TEXT NOT NULL,
	data   BLOB NOT NULL,
	UNIQUE (kind, key)
)`

// Open opens or creates the file. It is for one process at a time and, since it
// holds secrets, for its owner alone (0600).
func Open(path string) (*File, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("state file %s: %w", path, err)
	}
	created, err := os.OpenFile(absolute, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("state file: %w", err)
	}
	_ = created.Close() // nothing was written
	// What is committed survives the death of the process, not of the machine: the
	// log is not synced for each commit.
	pragmas := url.Values{"_pragma": {"locking_mode(EXCLUSIVE)", "journal_mode(WAL)", "synchronous(NORMAL)"}}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: absolute, RawQuery: pragmas.Encode()}).String())
	if err != nil {
		return nil, fmt.Errorf("state file %s: %w", path, err)
	}
	db.SetMaxOpenConns(1) // the lock is a connection's
	if _, err := db.Exec(schema); err != nil {
		return nil, errors.Join(fmt.Errorf("state file %s (does another process use it?): %w", path, err), db.Close())
	}
	return &File{db: db}, nil
}

// Load gives each entry, in the order in which they were first written.
func (f *File) Load(each func(Entry) error) error {
	rows, err := f.db.Query("SELECT kind, key, data FROM state ORDER BY number")
	if err != nil {
		return fmt.Errorf("reading the state file: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var e Entry
		if err := rows.Scan(&e.Kind, &e.Key, &e.Data); err != nil {
			return fmt.Errorf("reading the state file: %w", err)
		}
		if err := each(e); err != nil {
			return fmt.Errorf("state file: %s entry: %w", e.Kind, err)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("reading the state file: %w", err)
	}
	return nil
}

// Add queues entries behind those of earlier calls, without waiting, and returns
// what to give to Flush.
func (f *File) Add(entries []Entry) (upTo uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.next = append(f.next, entries...)
	f.added += uint64(len(entries))
	return f.added
}

// Flush returns once the entries are on disk. The first of several callers writes
// for all that have queued; the others find it done. After a failure nothing is
// written any more, and every call returns it.
func (f *File) Flush(upTo uint64) error {
	f.commit.Lock()
	defer f.commit.Unlock()
	if f.failed != nil || f.written >= upTo {
		return f.failed
	}
	f.mu.Lock()
	entries, added := f.next, f.added
	f.next = nil
	f.mu.Unlock()
	if err := f.write(newest(entries)); err != nil {
		f.failed = fmt.Errorf("writing the state file: %w", err)
		return f.failed
	}
	f.written = added
	return nil
}

// newest leaves the last entry of each key, at the place of the first.
func newest(entries []Entry) []Entry {
	type id struct{ kind, key string }
	at := make(map[id]int, len(entries))
	kept := entries[:0:0]
	for _, e := range entries {
		if i, is := at[id{e.Kind, e.Key}]; is {
			kept[i] = e
			continue
		}
		at[id{e.Kind, e.Key}] = len(kept)
		kept = append(kept, e)
	}
	return kept
}

// write is one transaction.
func (f *File) write(entries []Entry) error {
	tx, err := f.db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback() // of no effect once committed
	put, err := tx.Prepare("INSERT INTO state (kind, key, data) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET data = excluded.data")
	if err != nil {
		return err
	}
	remove, err := tx.Prepare("DELETE FROM state WHERE kind = ? AND key = ?")
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Data == nil {
			_, err = remove.Exec(e.Kind, e.Key)
		} else {
			_, err = put.Exec(e.Kind, e.Key, e.Data)
		}
		if err != nil {
			return err
		}
	}
	return tx.Commit()
}

// Close writes what is queued and closes the file.
func (f *File) Close() error {
	f.mu.Lock()
	upTo := f.added
	f.mu.Unlock()
	return errors.Join(f.Flush(upTo), f.db.Close())
}
