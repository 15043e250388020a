package wire

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"slices"
	"strings"
)

const (
	// firstRead is the most memory that is set aside for a body only because its
	// Content-Length asks for it.
	firstRead = 64 << 10
	// maxBlock is the largest piece of memory that is set aside while a body comes.
	maxBlock = 1 << 20
	// maxDownload is the largest file that is downloaded (WeChat: 200 MB).
	maxDownload = 200 << 20
)

// beginBody goes on behind the head.
func (a *Answer) beginBody() error {
	limit := a.maxBody
	if a.download && !a.isToBeRead() {
		a.discard, limit = true, maxDownload
	}
	switch {
	case a.length == 0:
		a.stage = complete
		return nil
	case a.length > limit:
		return ErrBodyTooLarge
	case a.chunked:
		a.beginChunk()
	case a.length == unknown:
		a.stage = inOpenBody
	default:
		a.stage, a.left = inBody, a.length
	}
	a.body = newCollector(a.length, limit, a.account)
	return nil
}

// isToBeRead reports whether the answer to a download is one that a wrapper may look into:
// no success, or JSON.
func (a *Answer) isToBeRead() bool {
	return a.code < 200 || a.code > 299 || strings.HasPrefix(a.value("Content-Type"), "application/json")
}

// keep takes in a part of the body.
func (a *Answer) keep(part []byte) error {
	if !a.discard {
		return a.body.write(part)
	}
	if a.size += int64(len(part)); a.size > maxDownload {
		return ErrBodyTooLarge
	}
	return nil
}

// finish makes the body of its parts.
func (a *Answer) finish() (err error) {
	a.whole = a.body.bytes()
	if len(a.whole) > 0 && strings.EqualFold(a.value("Content-Encoding"), "gzip") {
		a.whole, err = unpack(a.whole, a.maxBody, a.account)
	}
	a.body = collector{}
	return err
}

// collector gathers a body within a limit and the means of an account: in one piece where
// the size is known and small, in blocks otherwise. A slice that grows would leave what it
// had behind, two to three times what it holds.
type collector struct {
	full    [][]byte
	block   []byte
	next    int   // bytes of the next block
	left    int64 // bytes that may still come
	account *Account
}

func newCollector(size, limit int64, account *Account) collector {
	if size == unknown {
		return collector{next: 512, left: limit, account: account}
	}
	return collector{next: int(min(size, firstRead)), left: size, account: account}
}

func (c *collector) write(part []byte) error {
	for len(part) > 0 {
		room, err := c.room(len(part))
		if err != nil {
			return err
		}
		n := copy(room, part)
		if err := c.add(n); err != nil {
			return err
		}
		part = part[n:]
	}
	return nil
}

// room is memory for what comes next, of which there are at least so many bytes.
func (c *collector) room(least int) ([]byte, error) {
	if len(c.block) == cap(c.block) {
		if len(c.block) > 0 {
			c.full = append(c.full, c.block)
		}
		// One byte more than may come shows that too much does.
		size := int(min(int64(max(c.next, min(least, firstRead))), maxBlock, c.left+1))
		if err := c.account.take(size); err != nil {
			return nil, err
		}
		c.block, c.next = make([]byte, 0, size), 2*size
	}
	return c.block[len(c.block):cap(c.block)], nil
}

// add takes in the bytes that stand in the room.
func (c *collector) add(n int) error {
	c.block = c.block[:len(c.block)+n]
	if c.left -= int64(n); c.left < 0 {
		return ErrBodyTooLarge
	}
	return nil
}

func (c *collector) bytes() []byte {
	if len(c.full) == 0 {
		return c.block
	}
	return slices.Concat(append(c.full, c.block)...)
}

// unpack gives what a gzip holds.
func unpack(packed []byte, limit int64, account *Account) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, ErrPacked
	}
	body := newCollector(unknown, limit, account)
	for {
		room, err := body.room(0)
		if err != nil {
			return nil, err
		}
		n, packedErr := r.Read(room)
		if err := body.add(n); err != nil {
			return nil, err
		}
		switch {
		case errors.Is(packedErr, io.EOF):
			return body.bytes(), nil
		case packedErr != nil:
			return nil, ErrPacked
		}
	}
}
