package statefile

import (
	"database/sql"
	"fmt"

	"github.com/wxload/wxload/mockwx"
)

// OpenMock opens or creates the state file of a mock WeChat, a [mockwx.Store].
func OpenMock(path string) (*File[mockwx.Entry], error) {
	return open(path, format[mockwx.Entry]{
		owner: mockOwner(), schema: mockSchema, load: loadEntries, write: writeEntries, key: entryKey,
	})
}

func mockOwner() owner {
	return owner{magic: "wxlM", what: "a mock WeChat", tables: []string{"state"}}
}

func entryKey(e mockwx.Entry) any { return [2]string{e.Kind, e.Key} }

// mockSchema is one table of things that the mock alone understands.
const mockSchema = `CREATE TABLE IF NOT EXISTS state (
	number INTEGER PRIMARY KEY AUTOINCREMENT,
	kind   TEXT NOT NULL,
	key    TEXT NOT NULL,
	data   BLOB NOT NULL,
	UNIQUE (kind, key)
)`

func loadEntries(db *sql.DB, each func(mockwx.Entry) error) error {
	return rows(db, "SELECT kind, key, data FROM state ORDER BY number", func(r *sql.Rows) error {
		var e mockwx.Entry
		if err := r.Scan(&e.Kind, &e.Key, &e.Data); err != nil {
			return err
		}
		if err := each(e); err != nil {
			return fmt.Errorf("%s entry: %w", e.Kind, err)
		}
		return nil
	})
}

func writeEntries(tx *sql.Tx, entries []mockwx.Entry) error {
	put, err := tx.Prepare("INSERT INTO state (kind, key, data) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET data = excluded.data")
	if err != nil {
		return err
	}
	remove, err := tx.Prepare("DELETE FROM state WHERE kind = ? AND key = ?")
	if err != nil {
		return err
	}
	for _, e := range newest(entries, entryKey) {
		if e.Data == nil {
			_, err = remove.Exec(e.Kind, e.Key)
		} else {
			_, err = put.Exec(e.Kind, e.Key, e.Data)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
