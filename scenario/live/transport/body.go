package transport

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
)

const (
	// firstRead is the most memory that is set aside for a body only because its
	// Content-Length asks for it.
	firstRead = 64 << 10
	// maxBlock is the largest piece of memory that is set aside while a body comes.
	maxBlock = 1 << 20
)

// readBody reads the whole body, unpacked, within the limit and the memory that there
// is for all bodies. What it takes of that is the account's.
func (c *conn) readBody(answer *http.Response, limit int64, a *account) ([]byte, error) {
	if answer.Body == http.NoBody {
		return nil, nil
	}
	if answer.ContentLength > limit {
		return nil, errBodyTooLarge
	}
	body, err := readAll(answer.Body, answer.ContentLength, limit, a)
	// The parser's body is not closed: on an error it would read on to the end.
	switch {
	case errors.Is(err, errBodyTooLarge), errors.Is(err, errBodies):
		return nil, err
	case err != nil:
		return nil, c.bodyError(answer)
	case len(body) > 0 && strings.EqualFold(answer.Header.Get("Content-Encoding"), "gzip"):
		return unpack(body, limit, a)
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

func unpack(packed []byte, limit int64, a *account) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, errPacked
	}
	body, err := readAll(r, -1, limit, a)
	if err != nil && !errors.Is(err, errBodyTooLarge) && !errors.Is(err, errBodies) {
		return nil, errPacked
	}
	return body, err
}

// readAll is io.ReadAll within a limit and the account's means, and in one piece where
// the size is known (not negative) and small. Otherwise it reads into blocks: a slice
// that grows would leave what it had behind, two to three times what it holds.
func readAll(r io.Reader, size, limit int64, a *account) ([]byte, error) {
	if size < 0 {
		size = 512
	}
	var full [][]byte
	// One more byte than will come, so that the end is seen without another block.
	next := int(min(size, firstRead)) + 1
	for left := limit; ; next = min(2*next, maxBlock, int(left)+1) {
		if err := a.take(next); err != nil {
			return nil, err
		}
		block, err := fill(r, make([]byte, 0, next))
		if left -= int64(len(block)); left < 0 {
			return nil, errBodyTooLarge
		}
		full = append(full, block)
		switch {
		case errors.Is(err, io.EOF) && len(full) == 1:
			return block, nil
		case errors.Is(err, io.EOF):
			return slices.Concat(full...), nil
		case err != nil:
			return nil, err
		}
	}
}

// fill reads until the block is full, or an error.
func fill(r io.Reader, block []byte) ([]byte, error) {
	for len(block) < cap(block) {
		n, err := r.Read(block[len(block):cap(block)])
		block = block[:len(block)+n]
		if err != nil {
			return block, err
		}
	}
	return block, nil
}
