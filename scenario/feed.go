package scenario

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/reports/suggest"
)

// Feed gives each client a row of a file, whose columns are {{feed.COLUMN}}. It has no rows
// before they are read.
type Feed struct {
	File    string `yaml:"file" format:"text" unset:"none" doc:"CSV file whose first row names the columns, or one with a JSON object in each line (.jsonl), beside the scenario's own. Client n has row n, {{feed.COLUMN}} its values."`
	Recycle bool   `yaml:"recycle" default:"false" doc:"Where there are fewer rows than clients, begin again with the first one. Otherwise that is an error before the run."`

	rows []Row
}

// fromText reads the name of the file.
func (f *Feed) fromText(text string) error {
	f.File = text
	return nil
}

// Row is one row of a feed.
type Row struct {
	columns, cells []string // of CSV; the columns are shared
	line           string   // of JSON lines
}

// Get is the value of a column, as text and, where it is no text, as JSON. In JSON lines a
// column may be a path.
func (r *Row) Get(column string) (text, json string, ok bool) {
	if r.columns != nil {
		i := slices.Index(r.columns, column)
		if i < 0 {
			return "", "", false
		}
		return r.cells[i], "", true
	}
	v := gjson.Get(r.line, column)
	if v.Type != gjson.String {
		json = v.Raw
	}
	return v.String(), json, v.Exists() && v.Type != gjson.Null
}

// Rows is how many rows have been read.
func (f *Feed) Rows() int { return len(f.rows) }

// feedPrefix begins the placeholders of a feed; feedMark stands for all of them.
const (
	feedPrefix = "feed."
	feedMark   = "feed.COLUMN"
)

// maxFeed bounds the file of a feed, in bytes: its rows are kept.
const maxFeed = 128 << 20

// Read reads the rows for so many clients; what a file has besides is not looked at.
// The error says which row is wrong, and tells no value.
func (f *Feed) Read(r io.Reader, clients int) error {
	in := bufio.NewReader(&limited{r, maxFeed})
	if mark, err := in.Peek(3); err == nil && bytes.Equal(mark, []byte("\xef\xbb\xbf")) { // as spreadsheets write it
		in.Discard(3)
	}
	f.rows = nil
	read := f.readCSV
	switch ext := strings.ToLower(path.Ext(f.File)); ext {
	case ".csv":
	case ".jsonl", ".ndjson":
		read = f.readLines
	default:
		return fmt.Errorf("expected a file that ends in .csv or .jsonl")
	}
	if err := read(in, clients); err != nil {
		return err
	}
	if len(f.rows) == 0 {
		return errors.New("the file has no rows")
	}
	return nil
}

func (f *Feed) readCSV(in io.Reader, clients int) error {
	table := csv.NewReader(in)
	columns, err := table.Read()
	if err != nil {
		return csvError(err)
	}
	for i, name := range columns {
		if columns[i] = strings.TrimSpace(name); strings.ContainsAny(name, "{}") || columns[i] == "" || slices.Contains(columns[:i], columns[i]) {
			return fmt.Errorf("the first row names the columns, each once: column %d is %q", i+1, shorten(name))
		}
	}
	for len(f.rows) < clients {
		cells, err := table.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return csvError(err)
		}
		for _, cell := range cells {
			if !utf8.ValidString(cell) {
				line, _ := table.FieldPos(0)
				return fmt.Errorf("line %d is not UTF-8; save the file as CSV UTF-8", line)
			}
		}
		f.rows = append(f.rows, Row{columns: columns, cells: cells})
	}
	return nil
}

// csvError says where a table is wrong.
func csvError(err error) error {
	if at, is := errors.AsType[*csv.ParseError](err); is {
		return fmt.Errorf("line %d: %w", at.Line, at.Err)
	}
	if errors.Is(err, io.EOF) {
		return errors.New("the file is empty")
	}
	return err
}

// maxLine bounds a line of JSON.
const maxLine = 1 << 20

func (f *Feed) readLines(in io.Reader, clients int) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxLine)
	for n := 1; len(f.rows) < clients && lines.Scan(); n++ {
		line := bytes.TrimSpace(lines.Bytes())
		switch {
		case len(line) == 0:
		case !isObject(string(line)):
			return fmt.Errorf("line %d: expected a JSON object", n)
		default:
			f.rows = append(f.rows, Row{line: string(line)})
		}
	}
	return lines.Err()
}

// limited is a reader that fails where there is more than a limit.
type limited struct {
	from io.Reader
	left int
}

// Read reads from what is limited.
func (l *limited) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, fmt.Errorf("the rows take more than %d MB", maxFeed>>20)
	}
	n, err := l.from.Read(p[:min(len(p), l.left)])
	l.left -= n
	return n, err
}

// FeedRow is the row of a user: that of its client, the first one for users that are none.
// Nil where there is no feed.
func (s *Scenario) FeedRow(user string) *Row {
	rows := s.Clients.Feed.rows
	if len(rows) == 0 {
		return nil
	}
	client, err := strconv.Atoi(strings.TrimPrefix(user, "u"))
	if err != nil || user != User(client) {
		client = 1
	}
	return &rows[(client-1)%len(rows)]
}

// feed checks that there are rows enough, as far as they have been read.
func (c *checker) feed() {
	feed := &c.s.Clients.Feed
	switch n := len(feed.rows); {
	case feed.File == "" && c.given("clients.feed"):
		c.report("clients.feed", "expected the name of a file, such as users.csv")
	case n > 0 && n < c.s.Clients.Count && !feed.Recycle:
		c.report("clients.feed", "%s has %d rows for %d clients; add rows, or write {file: %s, recycle: true}", feed.File, n, c.s.Clients.Count, feed.File)
	}
}

// fed checks a placeholder of the feed against its rows, as far as they have been read.
func (c *checker) fed(path, column string) {
	feed := &c.s.Clients.Feed
	if feed.File == "" {
		c.report(path, "{{%s%s}} stands for a value of clients.feed, and that names no file", feedPrefix, shorten(column))
		return
	}
	for i := range feed.rows {
		_, _, ok := feed.rows[i].Get(column)
		switch {
		case ok:
		case feed.rows[i].columns != nil:
			c.report(path, "%s has no column %q%s", feed.File, shorten(column), suggest.Hint(column, feed.rows[i].columns))
			return
		default:
			c.report(path, "row %d of %s has nothing at %q", i+1, feed.File, shorten(column))
			return
		}
	}
}
