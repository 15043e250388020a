package devserver

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// store keeps a machine's users, tokens and orders in SQLite. The machine is
// read from it once, at the start; after that changes are only written.
type store struct {
	db *sql.DB
}

// schema: times are Unix nanoseconds, 0 for a token that never ends. Rows are
// numbered so that their order survives.
const schema = `
CREATE TABLE IF NOT EXISTS users (
	number      INTEGER PRIMARY KEY AUTOINCREMENT,
	openid      TEXT NOT NULL UNIQUE,
	unionid     TEXT NOT NULL,
	session_key TEXT NOT NULL,
	created     INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS tokens (
	number INTEGER PRIMARY KEY AUTOINCREMENT,
	token  TEXT NOT NULL UNIQUE,
	openid TEXT NOT NULL,
	issued INTEGER NOT NULL,
	until  INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS orders (
	id    TEXT PRIMARY KEY,
	count INTEGER NOT NULL
) WITHOUT ROWID;`

// inMemory is SQLite's name for a database that dies with its process.
const inMemory = ":memory:"

// openStore opens or creates the database at path; ":memory:" is one that ends
// with the process. A file is for one server at a time, and only its owner may
// read it, since it holds session_keys. What was committed to it survives the
// death of the process (not that of the machine: the journal is not synced to
// disk for each commit).
func openStore(path string) (*store, error) {
	name := inMemory
	if path != inMemory {
		absolute, err := filepath.Abs(path)
		if err != nil {
			return nil, fmt.Errorf("opening the database %s: %w", path, err)
		}
		f, err := os.OpenFile(absolute, os.O_CREATE|os.O_RDWR, 0o600)
		if err != nil {
			return nil, fmt.Errorf("opening the database: %w", err)
		}
		f.Close()
		pragmas := url.Values{"_pragma": {"locking_mode(EXCLUSIVE)", "journal_mode(WAL)", "synchronous(NORMAL)"}}
		name = (&url.URL{Scheme: "file", Path: absolute, RawQuery: pragmas.Encode()}).String()
	}
	db, err := sql.Open("sqlite", name)
	if err != nil {
		return nil, fmt.Errorf("opening the database %s: %w", path, err)
	}
	db.SetMaxOpenConns(1) // another connection to :memory: would be another database
	if _, err := db.Exec(schema); err != nil {
		err = fmt.Errorf("preparing the database %s (is another server using it?): %w", path, err)
		return nil, errors.Join(err, db.Close())
	}
	return &store{db}, nil
}

func (s *store) close() error { return s.db.Close() }

// load reads everything.
func (s *store) load() (contents, error) {
	var c contents
	err := s.rows("SELECT openid, unionid, session_key, created FROM users ORDER BY number", func(r *sql.Rows) error {
		var u userRow
		var created int64
		err := r.Scan(&u.OpenID, &u.UnionID, &u.SessionKey, &created)
		u.created = fromNanos(created)
		c.users = append(c.users, u)
		return err
	})
	if err != nil {
		return c, err
	}
	err = s.rows("SELECT token, openid, issued, until FROM tokens ORDER BY number", func(r *sql.Rows) error {
		var t tokenRow
		var issued, until int64
		err := r.Scan(&t.value, &t.openid, &issued, &until)
		t.issued, t.until = fromNanos(issued), fromNanos(until)
		c.tokens = append(c.tokens, t)
		return err
	})
	if err != nil {
		return c, err
	}
	err = s.rows("SELECT id, count FROM orders", func(r *sql.Rows) error {
		var o orderRow
		err := r.Scan(&o.id, &o.count)
		c.orders = append(c.orders, o)
		return err
	})
	return c, err
}

func (s *store) rows(query string, each func(*sql.Rows) error) error {
	rows, err := s.db.Query(query)
	if err != nil {
		return fmt.Errorf("reading the database: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows); err != nil {
			return fmt.Errorf("reading the database: %w", err)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("reading the database: %w", err)
	}
	return nil
}

// statements are the writes, by what they write.
var statements = [...]string{
	putUser: `INSERT INTO users (openid, unionid, session_key, created) VALUES (?, ?, ?, ?)
		ON CONFLICT (openid) DO UPDATE SET unionid = excluded.unionid, session_key = excluded.session_key`,
	putToken:  `INSERT OR REPLACE INTO tokens (token, openid, issued, until) VALUES (?, ?, ?, ?)`,
	dropToken: `DELETE FROM tokens WHERE token = ?`,
	putOrder:  `INSERT INTO orders (id, count) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET count = excluded.count`,
}

// apply writes the changes in one transaction.
func (s *store) apply(changes []change) error {
	tx, err := s.db.Begin()
	if err != nil {
		return fmt.Errorf("writing the database: %w", err)
	}
	var prepared [len(statements)]*sql.Stmt
	for _, c := range changes {
		if prepared[c.op] == nil {
			if prepared[c.op], err = tx.PrepareContext(context.Background(), statements[c.op]); err != nil {
				return errors.Join(fmt.Errorf("writing the database: %w", err), tx.Rollback())
			}
		}
		if _, err = prepared[c.op].Exec(c.arguments()...); err != nil {
			return errors.Join(fmt.Errorf("writing the database: %w", err), tx.Rollback())
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("writing the database: %w", err)
	}
	return nil
}

func (c change) arguments() []any {
	switch c.op {
	case putUser:
		return []any{c.user.OpenID, c.user.UnionID, c.user.SessionKey, nanos(c.user.created)}
	case putToken:
		return []any{c.token.value, c.token.openid, nanos(c.token.issued), nanos(c.token.until)}
	case dropToken:
		return []any{c.token.value}
	default:
		return []any{c.order.id, c.order.count}
	}
}

func nanos(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

func fromNanos(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, n)
}
