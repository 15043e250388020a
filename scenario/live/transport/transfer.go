package transport

import (
	"errors"
	"syscall"

	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/live/wire"
)

const (
	// transferBlock is how much of a file is written or read at a time.
	transferBlock = 64 << 10
	// progressSteps is how often a transfer tells how far it is, at most. One of unknown
	// size tells it whenever twice as much has come, which is about as often.
	progressSteps = 10
)

// upload is the body of a request that follows its head and the beginning of its form.
type upload struct {
	file   *wx.Upload
	report func(done int64)
}

// upload is the file that a leg sends; nil where it sends none. A redirect may have made a
// GET of it.
func (c *Call) upload(leg *wire.Leg) *upload {
	x := c.request.Transfer
	if x == nil || x.Upload == nil || !leg.HasBody(c.request) {
		return nil
	}
	return &upload{file: x.Upload, report: c.reporter(x.Upload.Size)}
}

func (c *Call) downloads() bool { return c.request.Transfer != nil && c.request.Transfer.Upload == nil }

// reporter tells the progress of a file of that size, in steps. A negative size is unknown.
func (c *Call) reporter(size int64) func(done int64) {
	if c.progress == nil {
		return func(int64) {}
	}
	step := max(size/progressSteps, transferBlock)
	next := step
	return func(done int64) {
		if done >= next && done != size { // the end is told by the answer
			next = done + step
			if size < 0 {
				next = 2 * done
			}
			c.progress(done, size)
		}
	}
}

// length is how many bytes follow.
func (u *upload) length() int64 {
	if u == nil {
		return 0
	}
	return u.file.Size + int64(len(wx.FormEnd))
}

// mayBeAnswered reports whether an answer may be there although not all was sent: a server
// that refuses an upload may close the connection behind its answer. Chromium takes that
// answer if it is an error's.
func (u *upload) mayBeAnswered(err error) bool {
	return u != nil && (errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNABORTED))
}

// block is memory through which files go.
type block [transferBlock]byte

func newBlock() any { return new(block) }

// borrow lends a block, to be given back.
func (t *Transport) borrow() (b *block, back func()) {
	b = t.blocks.Get().(*block)
	return b, func() { t.blocks.Put(b) }
}

// upload sends a file, and the end of its form.
func (c *conn) upload(u *upload, block *block) error {
	if u.file.Content == nil {
		clear(block[:])
	}
	for done := int64(0); done < u.file.Size; {
		part := block[:min(u.file.Size-done, transferBlock)]
		if u.file.Content != nil {
			if n, err := u.file.Content.ReadAt(part, done); n < len(part) {
				c.cutShort = true
				return errors.Join(errFile, err)
			}
		}
		if err := c.send(part); err != nil {
			return err
		}
		done += int64(len(part))
		u.report(done)
	}
	return c.send([]byte(wx.FormEnd))
}

func (c *conn) send(part []byte) error {
	n, err := c.stream.Write(part)
	c.bytesOut += int64(n)
	c.cutShort = err != nil
	return err
}

// reportReceived tells how far a download is, each time that it is called.
func (c *Call) reportReceived(answer *wire.Answer) func() {
	var report func(done int64) // once the size is known, if it is
	return func() {
		if report == nil && answer.HeadDone() {
			report = c.reporter(answer.Length())
		}
		if report != nil && answer.Size() > 0 {
			report(answer.Size())
		}
	}
}
