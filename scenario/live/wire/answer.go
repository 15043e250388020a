package wire

import (
	"bytes"
	"net/http"

	"github.com/wxload/wxload/client/wx"
)

// Limits of an answer's head. An answer with a larger one is refused.
const (
	maxHead          = 256 << 10 // bytes (Chromium's kMaxHeaderSize), 1xx answers included
	maxInformational = 16        // heads, the final one included
)

// maxKept keeps a large head's memory from staying for ever.
const maxKept = 64 << 10

// stage is what an answer waits for.
type stage uint8

const (
	atStatus    stage = iota // a line
	atHeader                 // a line, or the empty one behind the head
	inBody                   // of a known length
	inOpenBody               // which ends with the connection
	atChunkSize              // a line
	inChunk
	atChunkEnd
	atTrailer // a line, or the empty one at the end
	complete
)

// Answer reads one answer from the bytes that come in. Begin makes it ready, also for the
// next answer: it keeps its memory for heads. It is for one goroutine at a time.
type Answer struct {
	head
	stage         stage
	err           error // what ended it
	final         bool  // the head is that of the final answer
	informational int   // heads that came before it
	came          bool  // anything at all
	beyond        bool  // bytes came that are not of this answer

	bodyless bool  // it answers a HEAD
	download bool  // its body is a file
	maxBody  int64 // bytes
	account  *Account

	left    int64  // bytes that may still come of the line or the head, or must of the body or the chunk
	partial []byte // of a line that is not complete
	excess  int64  // bytes between the chunks, beyond what is usual
	trailer error  // what is wrong with the trailer
	discard bool   // the file is counted and not kept
	size    int64  // bytes of it
	body    collector
	whole   []byte // the body, unpacked
}

// Begin readies it for the answer to a leg of a request. The body may have so many bytes,
// also when it is unpacked, and takes its room from the account.
func (a *Answer) Begin(r *wx.Request, leg *Leg, maxBody int64, account *Account) {
	a.Forget()
	a.left, a.maxBody, a.account = maxHead, maxBody, account
	a.bodyless, a.download = leg.Method == http.MethodHead, r.Transfer != nil && r.Transfer.Upload == nil
}

// Feed takes in what has come, and reports whether the answer is complete. It keeps
// nothing of p. Once it has failed or is complete, no more may be fed.
func (a *Answer) Feed(p []byte) (done bool, err error) {
	a.came = a.came || len(p) > 0
	for len(p) > 0 && a.stage != complete && a.err == nil {
		if p, a.err = a.step(p); a.err == nil && a.stage == complete {
			a.beyond = len(p) > 0
			a.err = a.finish()
		}
	}
	return a.stage == complete && a.err == nil, a.err
}

// End takes in that the connection was closed in an orderly way. It is nil where that is
// the end of the answer, too.
func (a *Answer) End() error {
	switch a.stage {
	case complete:
		return a.err
	case atStatus, atHeader:
		if !a.came {
			return ErrNoAnswer
		}
		return ErrCut
	case inBody:
		return ErrLength
	case inOpenBody:
		a.stage, a.err = complete, a.finish()
		return a.err
	default:
		return ErrChunksCut
	}
}

// step takes something of p, and gives the rest.
func (a *Answer) step(p []byte) (rest []byte, err error) {
	switch a.stage {
	case inOpenBody:
		return nil, a.keep(p)
	case inBody, inChunk:
		part := p[:min(int64(len(p)), a.left)]
		if a.left -= int64(len(part)); a.left == 0 {
			a.endData()
		}
		return p[len(part):], a.keep(part)
	case atChunkEnd:
		return a.endChunk(p)
	default:
		return a.lineStep(p)
	}
}

func (a *Answer) lineStep(p []byte) (rest []byte, err error) {
	line, rest, whole, err := a.cutLine(p)
	if err != nil || !whole {
		return nil, err
	}
	switch a.stage {
	case atStatus:
		a.stage = atHeader
		return rest, a.statusLine(withoutCR(line))
	case atHeader:
		return rest, a.headerLine(withoutCR(line))
	case atChunkSize:
		return rest, a.chunkLine(line)
	default:
		return rest, a.trailerLine(line)
	}
}

// cutLine gives the next line of p without its newline, or keeps the part of it that has
// come.
func (a *Answer) cutLine(p []byte) (line, rest []byte, whole bool, err error) {
	end := bytes.IndexByte(p, '\n')
	taken := end + 1
	if end < 0 {
		taken = len(p)
	}
	if a.left -= int64(taken); a.left < 0 {
		return nil, nil, false, a.tooLong()
	}
	if end < 0 {
		a.partial = append(a.partial, p...)
		return nil, nil, false, nil
	}
	line = p[:end]
	if len(a.partial) > 0 {
		line = append(a.partial, line...)
		a.partial = line[:0]
	}
	return line, p[taken:], true, nil
}

func (a *Answer) tooLong() error {
	if a.stage <= atHeader {
		return ErrHeadTooLarge
	}
	return ErrChunks
}

// headerLine takes in a line of the head behind that of the status.
func (a *Answer) headerLine(line []byte) error {
	if len(line) > 0 {
		return a.field(line)
	}
	if err := a.endHead(a.bodyless); err != nil {
		return err
	}
	if a.code >= 200 {
		a.final = true
		return a.beginBody()
	}
	if a.informational++; a.code == http.StatusSwitchingProtocols || a.informational == maxInformational {
		return ErrMalformed
	}
	a.stage, a.head = atStatus, a.head.emptied()
	return nil
}

// HeadDone reports whether the head of the final answer has come. Until then, what the
// other methods tell of the answer means nothing.
func (a *Answer) HeadDone() bool { return a.final }

// Status is the answer's status.
func (a *Answer) Status() int { return a.code }

// Length is how many bytes the body will have, as announced; negative where it is not.
func (a *Answer) Length() int64 { return a.length }

// Size is how many bytes of a downloaded file have come.
func (a *Answer) Size() int64 { return a.size }

// KeepsOpen reports whether the connection can carry another request: the answer is
// complete, no side closes, and nothing came that nobody asked for.
func (a *Answer) KeepsOpen() bool {
	return a.stage == complete && a.err == nil && !a.closes && !a.beyond
}

// Forget lets go of the answer, and keeps the memory for the next one's head.
func (a *Answer) Forget() {
	if cap(a.text)+cap(a.partial) > maxKept {
		*a = Answer{}
		return
	}
	*a = Answer{head: a.head.emptied(), partial: a.partial[:0]}
}

// Response is the answer, once it is complete.
func (a *Answer) Response() wx.Response {
	return wx.Response{
		Status: a.code, Header: a.lines, Spelled: a.spelled, Body: a.whole,
		Download: a.download, Size: a.size,
	}
}
