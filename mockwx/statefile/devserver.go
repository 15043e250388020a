package statefile

import (
	"database/sql"
	"fmt"
	"time"

	"github.com/wxload/wxload/mockwx/devserver"
)

// OpenDevServer opens or creates the database of a stand-in developer server, a
// [devserver.Store].
func OpenDevServer(path string) (*File[devserver.Change], error) {
	return open(path, format[devserver.Change]{
		owner: devServerOwner(), schema: devServerSchema + refreshSchema, load: loadChanges, write: writeChanges, key: changeKey,
	})
}

func devServerOwner() owner {
	return owner{magic: "wxlD", what: "a stand-in developer server", tables: []string{"orders", "tokens", "users"}}
}

// changeKey names what a change is about.
func changeKey(c devserver.Change) any {
	switch c.Op {
	case devserver.PutUser:
		return [2]string{"user", c.User.OpenID}
	case devserver.PutToken, devserver.DropToken:
		return [2]string{"token", c.Token.Value}
	case devserver.PutRefresh, devserver.DropRefresh:
		return [2]string{"refresh", c.Refresh.Value}
	case devserver.PutOrder:
		return [2]string{"order", c.Order.ID}
	default:
		return c.Op // the write refuses it
	}
}

// devServerSchema: times are Unix nanoseconds, 0 for a token that never ends. Rows
// are numbered so that their order survives.
const devServerSchema = `
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

// refreshSchema came later: files without a mark do not have it.
const refreshSchema = `
CREATE TABLE IF NOT EXISTS refresh_tokens (
	number INTEGER PRIMARY KEY AUTOINCREMENT,
	token  TEXT NOT NULL UNIQUE,
	openid TEXT NOT NULL,
	until  INTEGER NOT NULL,
	spent  INTEGER NOT NULL
);`

func loadChanges(db *sql.DB, each func(devserver.Change) error) error {
	for _, table := range []struct {
		query string
		scan  func(*sql.Rows) (devserver.Change, error)
	}{
		{"SELECT openid, unionid, session_key, created FROM users ORDER BY number", scanUser},
		{"SELECT token, openid, issued, until FROM tokens ORDER BY number", scanToken},
		{"SELECT token, openid, until, spent FROM refresh_tokens ORDER BY number", scanRefresh},
		{"SELECT id, count FROM orders", scanOrder},
	} {
		err := rows(db, table.query, func(r *sql.Rows) error {
			change, err := table.scan(r)
			if err != nil {
				return err
			}
			return each(change)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func scanUser(r *sql.Rows) (devserver.Change, error) {
	u, created := devserver.StoredUser{}, int64(0)
	err := r.Scan(&u.OpenID, &u.UnionID, &u.SessionKey, &created)
	u.Created = fromNanos(created)
	return devserver.Change{Op: devserver.PutUser, User: u}, err
}

func scanToken(r *sql.Rows) (devserver.Change, error) {
	t, issued, until := devserver.StoredToken{}, int64(0), int64(0)
	err := r.Scan(&t.Value, &t.OpenID, &issued, &until)
	t.Issued, t.Until = fromNanos(issued), fromNanos(until)
	return devserver.Change{Op: devserver.PutToken, Token: t}, err
}

func scanRefresh(r *sql.Rows) (devserver.Change, error) {
	t, until := devserver.StoredRefreshToken{}, int64(0)
	err := r.Scan(&t.Value, &t.OpenID, &until, &t.Spent)
	t.Until = fromNanos(until)
	return devserver.Change{Op: devserver.PutRefresh, Refresh: t}, err
}

func scanOrder(r *sql.Rows) (devserver.Change, error) {
	var o devserver.StoredOrder
	err := r.Scan(&o.ID, &o.Count)
	return devserver.Change{Op: devserver.PutOrder, Order: o}, err
}

func writeChanges(tx *sql.Tx, changes []devserver.Change) error {
	prepared := map[string]*sql.Stmt{}
	for _, c := range changes {
		text, arguments, err := statement(c)
		if err != nil {
			return err
		}
		if prepared[text] == nil {
			if prepared[text], err = tx.Prepare(text); err != nil {
				return err
			}
		}
		if _, err := prepared[text].Exec(arguments...); err != nil {
			return err
		}
	}
	return nil
}

// statement is what writes a change.
func statement(c devserver.Change) (text string, arguments []any, err error) {
	switch c.Op {
	case devserver.PutUser:
		return `INSERT INTO users (openid, unionid, session_key, created) VALUES (?, ?, ?, ?)
			ON CONFLICT (openid) DO UPDATE SET unionid = excluded.unionid, session_key = excluded.session_key`,
			[]any{c.User.OpenID, c.User.UnionID, c.User.SessionKey, nanos(c.User.Created)}, nil
	case devserver.PutToken:
		return `INSERT OR REPLACE INTO tokens (token, openid, issued, until) VALUES (?, ?, ?, ?)`,
			[]any{c.Token.Value, c.Token.OpenID, nanos(c.Token.Issued), nanos(c.Token.Until)}, nil
	case devserver.DropToken:
		return `DELETE FROM tokens WHERE token = ?`, []any{c.Token.Value}, nil
	case devserver.PutRefresh:
		return `INSERT INTO refresh_tokens (token, openid, until, spent) VALUES (?, ?, ?, ?)
			ON CONFLICT (token) DO UPDATE SET spent = excluded.spent`,
			[]any{c.Refresh.Value, c.Refresh.OpenID, nanos(c.Refresh.Until), c.Refresh.Spent}, nil
	case devserver.DropRefresh:
		return `DELETE FROM refresh_tokens WHERE token = ?`, []any{c.Refresh.Value}, nil
	case devserver.PutOrder:
		return `INSERT INTO orders (id, count) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET count = excluded.count`,
			[]any{c.Order.ID, c.Order.Count}, nil
	default:
		return "", nil, fmt.Errorf("change %d, which there is not", c.Op)
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
