package capture

import (
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Limits of what is read. A capture that has more is cut, and the cut is noted; a file
// that is larger is refused.
const (
	maxHAR         = 100 << 20
	maxDescription = 16 << 20 // of JSON: a Postman collection, OpenAPI
	maxCurl        = 4 << 20
	maxBody        = 256 << 10 // of a request or an answer
	maxKept        = 64 << 20  // of all bodies together
	maxExchanges   = 20_000
	maxNotes       = 200
	maxNote        = 300 // characters
)

// Capture is what a file holds.
type Capture struct {
	// Format is what the file is, as people call it: "HAR".
	Format string
	// Recorded says that values are those of real requests; otherwise they are examples
	// that somebody wrote, or that a schema allows.
	Recorded  bool
	Exchanges []Exchange // in the order of time, or else of the file
	Notes     []Note     // what could not be read

	kept int  // bytes of bodies
	full bool // there were more than are kept
}

// Exchange is a request and its answer.
type Exchange struct {
	// Place is where the file has it: "log.entries[3]", "line 12".
	Place string
	// Name and Group are what the file calls it and the folder around it; empty where it
	// does not say.
	Name, Group string
	Start       time.Time // zero where it is not known
	Method      string    // upper case
	// Origin is "https://api.example.com"; empty where it is not known.
	Origin string
	// Path begins with a slash and is escaped as it was sent.
	Path   string
	Query  []Field // decoded
	Header []Field // as sent, but for the pseudo headers of HTTP/2
	// Body is that of the request, at most 256 KiB; nil for none. Fields of a form stay
	// escaped.
	Body []byte
	// Upload says that the body is a form with a file; File is the name of the file's
	// field, empty where it is not known, and Form the other fields. Body is nil then.
	Upload bool
	File   string
	Form   []Field
	// Kind is what a browser takes the request for, such as "image"; empty where the file
	// does not say.
	Kind   string
	Answer *Answer // nil where it is not known
	// Others are further answers that the file describes, such as one to a token that is
	// not valid.
	Others []Answer
	// Template is the path with names in the place of what varies: "/goods/{id}"; empty
	// where the file does not say.
	Template string
	// Sets are variables that get a value out of the answer, and its path there. In other
	// exchanges they stand as {{name}}.
	Sets []Field
}

// Answer is that to a request.
type Answer struct {
	Status int
	Header []Field
	// Body is JSON; nil for any other, or a longer one than 256 KiB.
	Body []byte
	Type string // media type without parameters, in lower case; empty where it is not known
}

// Field is a header, a parameter or a cookie.
type Field struct{ Name, Value string }

// Note is something that a file has and a reader passed over.
type Note struct{ Place, Text string }

// Get is the value of the first header with a name, whatever its case; empty where there
// is none.
func Get(header []Field, name string) string {
	for _, f := range header {
		if strings.EqualFold(f.Name, name) {
			return f.Value
		}
	}
	return ""
}

// Reads reports whether Read takes a file, by its name.
func Reads(file string) bool {
	switch strings.ToLower(path.Ext(file)) {
	case ".har", ".curl", ".json", ".yaml", ".yml":
		return true
	}
	return false
}

// Error is why a file cannot be read.
type Error struct {
	Place string // in the file; empty for the whole
	Text  string
	Hint  string // what to do about it; empty where nothing can be said
}

// Error says what is wrong and where.
func (e *Error) Error() string {
	if e.Place == "" {
		return e.Text
	}
	return e.Place + ": " + e.Text
}

// Read reads a file by what its name ends in: .har, .curl, .json, .yaml or .yml. The error
// is an [*Error], or that of r.
func Read(file string, r io.Reader) (*Capture, error) {
	switch strings.ToLower(path.Ext(file)) {
	case ".har":
		return ReadHAR(r)
	case ".curl":
		return readAll(r, maxCurl, "keep the requests that matter", ReadCurl)
	case ".json":
		return readAll(r, maxDescription, "keep the requests that matter", func(data []byte) (*Capture, error) {
			return describe(parseJSON(data))
		})
	case ".yaml", ".yml":
		return readAll(r, maxYAML, "make it JSON, of which more is read", func(data []byte) (*Capture, error) {
			return describe(parseYAML(data))
		})
	}
	return nil, &Error{"", "not a file of requests", "expected a name that ends in .har, .curl, .json, .yaml or .yml"}
}

// describe reads a document as what it says that it is.
func describe(doc *tree, err error) (*Capture, error) {
	if err != nil {
		return nil, err
	}
	schema := doc.get("info").get("schema").text()
	switch {
	case doc.get("openapi") != nil:
		return readOpenAPI(doc)
	case strings.Contains(schema, "getpostman.com") || doc.get("info").get("_postman_id") != nil:
		return readPostman(doc)
	case doc.get("swagger") != nil:
		return nil, &Error{"swagger", "Swagger 2 is not read", "make it OpenAPI 3: npx swagger2openapi FILE"}
	case doc.get("log").get("entries") != nil:
		return nil, &Error{"", "it looks like a HAR file", "give it a name that ends in .har"}
	case doc.get("flow") != nil:
		return nil, &Error{"", "it is a scenario already", `"wxload run" takes it`}
	}
	return nil, &Error{"", "neither OpenAPI nor a collection of Postman",
		`OpenAPI has a key "openapi", a collection "info.schema"; a HAR file ends in .har`}
}

func readAll(r io.Reader, limit int64, hint string, read func([]byte) (*Capture, error)) (*Capture, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, fmt.Errorf("reading the file: %w", err)
	}
	if int64(len(data)) > limit {
		return nil, tooLarge(limit, hint)
	}
	return read(data)
}

func tooLarge(limit int64, hint string) error {
	return &Error{"", fmt.Sprintf("more than %d MB are not read", limit>>20), hint}
}

var errTooLarge = errors.New("too large")

// add keeps an exchange unless there are too many.
func (c *Capture) add(e Exchange) bool {
	if len(c.Exchanges) == maxExchanges {
		c.note(e.Place, "more than %d requests are not read", maxExchanges)
		return false
	}
	e.Body = c.keep(e.Place, e.Body)
	if e.Answer != nil {
		e.Answer.Body = c.keep(e.Place, e.Answer.Body)
	}
	for i := range e.Others {
		e.Others[i].Body = c.keep(e.Place, e.Others[i].Body)
	}
	c.Exchanges = append(c.Exchanges, e)
	return true
}

// keep is a body, where there is room for it; nil for an empty one.
func (c *Capture) keep(place string, body []byte) []byte {
	switch {
	case len(body) == 0:
		return nil
	case len(body) <= maxBody && c.kept+len(body) <= maxKept:
		c.kept += len(body)
		return slices.Clip(body)
	case !c.full:
		c.full = true
		c.note(place, "bodies of more than %d KB are not read, nor more than %d MB of them together", maxBody>>10, maxKept>>20)
	}
	return nil
}

func (c *Capture) note(place, format string, args ...any) {
	if len(c.Notes) == maxNotes {
		return
	}
	text := []rune(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, fmt.Sprintf(format, args...)))
	if len(text) > maxNote {
		text = append(text[:maxNote], '…')
	}
	c.Notes = append(c.Notes, Note{place, string(text)})
}

// done is the capture, if it has anything.
func (c *Capture) done() (*Capture, error) {
	if len(c.Exchanges) > 0 {
		return c, nil
	}
	if len(c.Notes) > 0 {
		return nil, &Error{c.Notes[0].Place, "no request can be read: " + c.Notes[0].Text, ""}
	}
	return nil, &Error{"", "there is no request in it", ""}
}
