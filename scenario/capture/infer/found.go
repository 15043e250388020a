package infer

import (
	"encoding/json"
	"time"

	"github.com/wxload/wxload/scenario/capture"
)

// Found is what was found. What is not known is nil, or empty.
type Found struct {
	Origin string // of the requests; empty where no file says it
	Login  *Login
	Token  *Token
	// Success and AuthFailure tell such answers from others.
	Success     *Match
	AuthFailure *Match
	Refresh     *Refresh
	Header      []capture.Field // that all requests carry
	Public      []string        // paths of requests that carry no token
	Pages       []Page
	// Unmapped are sentences about what the capture has and Found has not, the most
	// important first; Replaced are the places of secrets.
	Unmapped, Replaced []string
}

// Where is a part of a request, header, query, cookie or body, and a name there; in a body
// of JSON the name is a path.
type Where struct{ In, Name string }

// Login is the request that turns a code into a token.
type Login struct {
	Method, Path string // with its query but for the code
	Code         Where
	Form         bool            // the body is a form
	Header       []capture.Field // beside those of all requests
	Body         json.RawMessage // its other fields, as an object; nil for none
	Token        string          // path of the token in the answer
	ExpiresIn    string          // path of its lifetime there
	Seconds      bool            // the lifetime is a number of seconds
	At           string          // place in the file
}

// Token is what requests carry.
type Token struct {
	Where
	Prefix string
	// Renewed is the header in which answers bring a new token, and perhaps the login's the
	// first; empty for none.
	Renewed string
	At      string
}

// Match tells some answers from others.
type Match struct {
	Status []int
	Path   string
	Values []json.RawMessage
	At     string
}

// Refresh is the request that turns a refresh token into a token.
type Refresh struct {
	Method, Path string
	Where
	RefreshToken string // its path in the login's answer
	Token        string // path of the token in its own answer; empty where it is the login's
	At           string
}

// Page is a number of requests that are made together, or an upload.
type Page struct {
	Name     string
	Think    time.Duration // until the next page
	Requests []Request
	Upload   *Upload // nil for requests
}

// All are the requests of the page, its upload among them.
func (p *Page) All() []Request {
	if p.Upload != nil {
		return []Request{p.Upload.Request}
	}
	return p.Requests
}

// Upload is a file that is sent.
type Upload struct {
	Request        // its body are the other fields of the form
	Field   string // of the file; empty where it is not known
}

// Request is one of a page.
type Request struct {
	Name, Method, Path string // with its query
	Header             []capture.Field
	Body               json.RawMessage // nil for none
	// Save are paths in the answer by the names under which later requests have the
	// values: {{saved.NAME}}.
	Save []capture.Field
	At   string // place in the file
}
