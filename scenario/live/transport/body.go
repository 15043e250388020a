package transport

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"strings"
)

// firstRead is the most memory that is set aside for a body only because its
// Content-Length asks for it.
const firstRead = 64 << 10

// readBody reads the whole body, unpacked.
func (c *conn) readBody(answer *http.Response, limit int64) ([]byte, error) {
	if answer.Body == http.NoBody {
		return nil, nil
	}
	if answer.ContentLength > limit {
		return nil, errBodyTooLarge
	}
	body, err := readAll(answer.Body, answer.ContentLength, limit)
	// The parser's body is not closed: on an error it would read on to the end.
	switch {
	case errors.Is(err, errBodyTooLarge):
		return nil, err
	case err != nil:
		return nil, c.bodyError(answer)
	case len(body) > 0 && strings.EqualFold(answer.Header.Get("Content-Encoding"), "gzip"):
		return unpack(body, limit)
	}
	return body, nil
}

// bodyError is why the body was not read to its end.
func (c *conn) bodyError(answer *http.Response) error {
	switch {
	case c.readErr == nil:
		return errChunks
	case !errors.Is(c.readErr, io.EOF):
		return c.readErr
	case answer.ContentLength >= 0:
		return errLength
	default:
		return errChunksCut
	}
}

func unpack(packed []byte, limit int64) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, errPacked
	}
	body, err := readAll(r, -1, limit)
	if err != nil && !errors.Is(err, errBodyTooLarge) {
		return nil, errPacked
	}
	return body, err
}

// readAll is io.ReadAll within a limit, and without growing where the size is
// known (not negative).
func readAll(r io.Reader, size, limit int64) ([]byte, error) {
	if size < 0 {
		size = 512
	}
	// One more byte than will come, so that the end is seen without growing.
	b := make([]byte, 0, min(size, firstRead)+1)
	for {
		n, err := r.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		if int64(len(b)) > limit {
			return nil, errBodyTooLarge
		}
		if err == io.EOF {
			return b, nil
		}
		if err != nil {
			return nil, err
		}
		if len(b) == cap(b) {
			b = append(b, 0)[:len(b)]
		}
	}
}
