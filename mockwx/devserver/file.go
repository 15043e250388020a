package devserver

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/tidwall/gjson"
)

// maxFile bounds the files that are sent and taken, in bytes.
const maxFile = 200 << 20

// defaultFile is how large a file is whose size nobody names.
const defaultFile = 200 << 10

// isForm reports whether a request is an upload.
func isForm(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "multipart/form-data"
}

// readForm reads an upload to its end without keeping its file: what comes of it is a JSON
// object with the other fields, and the file's size. A form that came whole and is none is
// a malformedError.
func readForm(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	// Where the deadline cannot be set the connection is not ours to guard.
	conn := http.NewResponseController(w)
	_ = conn.SetReadDeadline(time.Now().Add(formTimeout))
	defer conn.SetReadDeadline(time.Time{})
	body := &arriving{ReadCloser: http.MaxBytesReader(w, r.Body, maxFile+maxBody)}
	r.Body = body
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, &malformedError{err}
	}
	out, err := fields(parts)
	switch _, tooLarge := errors.AsType[*http.MaxBytesError](err); {
	case err == nil || tooLarge:
		return out, err
	case body.failed != nil:
		return nil, body.failed
	}
	return nil, &malformedError{err}
}

// arriving is a body that remembers why it could not be read to its end.
type arriving struct {
	io.ReadCloser
	failed error
}

func (b *arriving) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		b.failed = err
	}
	return n, err
}

// malformedError says what is wrong with a form.
type malformedError struct{ error }

func (e *malformedError) Unwrap() error { return e.error }

// fields are those of a form, and the size of its file.
func fields(parts *multipart.Reader) ([]byte, error) {
	out, left := []byte{'{'}, int64(maxBody)
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) && errors.Unwrap(err) == nil { // wrapped it is a form without an end
			return append(out, '}'), nil
		}
		if err != nil {
			return nil, err
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		if part.FileName() != "" {
			size, err := io.Copy(io.Discard, part)
			if err != nil {
				return nil, err
			}
			out = strconv.AppendInt(append(out, `"size":`...), size, 10)
			continue
		}
		value, err := io.ReadAll(io.LimitReader(part, left+1))
		if err != nil {
			return nil, err
		}
		if left -= int64(len(value)); left < 0 {
			return nil, &http.MaxBytesError{Limit: maxBody}
		}
		out = append(gjson.AppendJSONString(out, part.FormName()), ':')
		out = gjson.AppendJSONString(out, string(value))
	}
}

// formTimeout is how long an upload may take.
const formTimeout = 5 * time.Minute

// uploaded answers an upload with the size of its file.
func (m *Machine) uploaded(r Request) Reply {
	size, _ := field(r, "size")
	return m.ok(m.protocol.object("size", size))
}

// file answers with a file of the size that the query asks for, of bytes that mean
// nothing.
func (m *Machine) file(r Request) Reply {
	size := int64(defaultFile)
	if query, err := url.ParseQuery(r.RawQuery); err == nil && query.Has("size") {
		size, err = strconv.ParseInt(query.Get("size"), 10, 64)
		if err != nil || size < 1 || size > maxFile {
			return m.refuse(http.StatusBadRequest, "size: expected bytes, from 1 to "+strconv.Itoa(maxFile))
		}
	}
	return Reply{Status: http.StatusOK, File: size}
}

// writeFile sends a file.
func writeFile(w http.ResponseWriter, size int64) {
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Length", strconv.FormatInt(size, 10))
	w.WriteHeader(http.StatusOK)
	block := make([]byte, 64<<10)
	for size > 0 {
		n, err := w.Write(block[:min(size, int64(len(block)))])
		if err != nil {
			return // a client that is gone misses it; nobody else does
		}
		size -= int64(n)
	}
}
