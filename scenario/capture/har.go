package capture

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"slices"
	"strings"
	"time"
)

// ReadHAR reads an HTTP archive, as the developer tools of browsers and of WeChat, Charles
// and whistle write it, of at most 100 MB. Entries are read one by one: what is needed in
// memory is the largest of them, and what is kept of all.
func ReadHAR(r io.Reader) (*Capture, error) {
	limited := &limitedReader{r: r, left: maxHAR}
	h := &har{capture: &Capture{Format: "HAR", Recorded: true}, d: json.NewDecoder(withoutBOM(limited))}
	err := h.object("", func(key string) error {
		if key != "log" {
			return h.skip()
		}
		return h.object("log", h.log)
	})
	switch own, is := errors.AsType[*Error](err); {
	case limited.over:
		return nil, tooLarge(maxHAR, "record less, or filter by Fetch/XHR before you save it")
	case is:
		return nil, own
	case err != nil:
		return nil, h.broken(err)
	}
	h.capture.sort()
	return h.capture.done()
}

// har reads one archive.
type har struct {
	capture *Capture
	d       *json.Decoder
	entries int
}

// limitedReader fails where there is more than it may read.
type limitedReader struct {
	r    io.Reader
	left int64
	over bool
}

func (l *limitedReader) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if l.left -= int64(n); l.left < 0 {
		l.over = true
		return 0, errTooLarge
	}
	return n, err
}

// object reads the members of an object; f reads the value of each.
func (h *har) object(place string, f func(key string) error) error {
	t, err := h.d.Token()
	if err != nil {
		return err
	}
	if t != json.Delim('{') {
		return &Error{place, "expected an object", "a HAR file has {\"log\": {\"entries\": […]}}"}
	}
	for h.d.More() {
		key, err := h.d.Token()
		if err != nil {
			return err
		}
		name, _ := key.(string)
		if err := f(name); err != nil {
			return err
		}
	}
	_, err = h.d.Token()
	return err
}

// skip passes over a value without keeping it.
func (h *har) skip() error {
	for depth := 0; ; {
		t, err := h.d.Token()
		if err != nil {
			return err
		}
		switch t {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
	}
}

func (h *har) log(key string) error {
	if key != "entries" {
		return h.skip()
	}
	t, err := h.d.Token()
	if err != nil {
		return err
	}
	if t != json.Delim('[') {
		return &Error{"log.entries", "expected a list", ""}
	}
	for ; h.d.More(); h.entries++ {
		var e harEntry
		err := h.d.Decode(&e)
		if wrong, is := errors.AsType[*json.UnmarshalTypeError](err); is {
			h.capture.note(h.place(), "%s is a %s where HAR has another kind of value", wrong.Field, wrong.Value)
			continue
		}
		if err != nil {
			return err
		}
		h.entry(&e)
	}
	_, err = h.d.Token()
	return err
}

func (h *har) place() string { return fmt.Sprintf("log.entries[%d]", h.entries) }

// broken says where an archive is no JSON.
func (h *har) broken(err error) error {
	place, hint := "", "is it a whole HAR file, saved with its content?"
	if h.entries > 0 {
		place = h.place()
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return &Error{place, "the file ends in the middle", hint}
	}
	if syntax, is := errors.AsType[*json.SyntaxError](err); is {
		return &Error{place, "no JSON: " + syntax.Error(), hint}
	}
	return fmt.Errorf("reading the file: %w", err)
}

// harEntry is an entry of an archive, as far as it is of use. Tools leave out members, and
// write null in the place of some.
type harEntry struct {
	Started string `json:"startedDateTime"`
	Kind    string `json:"_resourceType"`
	Request struct {
		Method string    `json:"method"`
		URL    string    `json:"url"`
		Header harFields `json:"headers"`
		Data   *struct {
			Type     string    `json:"mimeType"`
			Text     string    `json:"text"`
			Encoding string    `json:"encoding"`
			Params   harParams `json:"params"`
		} `json:"postData"`
	} `json:"request"`
	Response *struct {
		Status  int       `json:"status"`
		Header  harFields `json:"headers"`
		Content struct {
			Type     string `json:"mimeType"`
			Text     string `json:"text"`
			Encoding string `json:"encoding"`
		} `json:"content"`
	} `json:"response"`
}

func (h *har) entry(in *harEntry) {
	e := Exchange{Place: h.place(), Kind: strings.ToLower(in.Kind), Method: strings.ToUpper(strings.TrimSpace(in.Request.Method)), Header: in.Request.Header}
	if e.Method == "" {
		e.Method = "GET"
	}
	if err := e.setURL(in.Request.URL); err != nil || in.Request.URL == "" {
		h.capture.note(e.Place, "its request has no URL")
		return
	}
	e.Start, _ = time.Parse(time.RFC3339Nano, in.Started) // zero where it is missing
	if d := in.Request.Data; d != nil {
		if Get(e.Header, "Content-Type") == "" && d.Type != "" {
			e.Header = append(e.Header, Field{"Content-Type", d.Type})
		}
		body := decoded(d.Text, d.Encoding)
		if len(body) == 0 && len(d.Params.fields) > 0 {
			body = []byte(EncodeForm(d.Params.fields))
		}
		e.Body = body
		if d.Params.file != "" || strings.HasPrefix(strings.ToLower(d.Type), "multipart/") {
			e.setUpload(d.Type, body, &d.Params)
		}
	}
	if in.Response != nil && in.Response.Status > 0 {
		content := &in.Response.Content
		e.Answer = &Answer{Status: in.Response.Status, Header: in.Response.Header, Type: mediaType(content.Type)}
		if body := decoded(content.Text, content.Encoding); isJSON(body) {
			e.Answer.Body = body
		}
	}
	h.capture.add(e)
}

// decoded is a text as it was sent. Charles and whistle write base64 for text, too.
func decoded(text, encoding string) []byte {
	out := []byte(text)
	if strings.EqualFold(encoding, "base64") {
		if plain, err := base64.StdEncoding.DecodeString(text); err == nil { // line ends are ignored
			out = plain
		}
	}
	return bytes.TrimPrefix(out, []byte("\ufeff"))
}

// isJSON reports an object or a list.
func isJSON(body []byte) bool {
	text := bytes.TrimSpace(body)
	return len(text) > 1 && (text[0] == '{' || text[0] == '[') && json.Valid(text)
}

func mediaType(text string) string {
	if kind, _, err := mime.ParseMediaType(text); err == nil {
		return kind
	}
	kind, _, _ := strings.Cut(text, ";")
	return strings.ToLower(strings.TrimSpace(kind))
}

// sort brings exchanges into the order of time, where all say theirs: a tool may write
// them in the order in which they ended.
func (c *Capture) sort() {
	if !slices.ContainsFunc(c.Exchanges, func(e Exchange) bool { return e.Start.IsZero() }) {
		slices.SortStableFunc(c.Exchanges, func(a, b Exchange) int { return a.Start.Compare(b.Start) })
	}
}
