package wire

import (
	"bytes"
	"math"
)

// Limits of what stands between the chunks' data, as net/http has them.
const (
	maxChunkLine = 4 << 10  // bytes
	maxTrailer   = 4 << 10  // bytes, its end included
	maxExcess    = 16 << 10 // bytes beyond what the data make usual
)

func (a *Answer) beginChunk() { a.stage, a.left = atChunkSize, maxChunkLine }

// chunkLine reads the size of a chunk; what is said besides of it is left out.
func (a *Answer) chunkLine(line []byte) error {
	if !endsInCR(line) {
		return ErrChunks
	}
	size, _, _ := bytes.Cut(trimRight(line[:len(line)-1]), []byte(";"))
	n, err := parseHex(size)
	if err != nil {
		return err
	}
	// A byte a chunk is fine, and has five around it. A long extension to each byte is not.
	a.excess = max(a.excess+int64(len(line)-1)+2-16-2*min(n, maxExcess), 0)
	if a.excess > maxExcess {
		return ErrChunks
	}
	if n == 0 {
		a.stage, a.left, a.fields = atTrailer, maxTrailer, a.fields[:0]
	} else {
		a.stage, a.left = inChunk, n
	}
	return nil
}

// endsInCR reports whether a line ends in its only carriage return. Others are refused
// within chunks, as they can mean different things to different programs.
func endsInCR(line []byte) bool {
	return len(line) > 0 && bytes.IndexByte(line, '\r') == len(line)-1
}

// parseHex reads a size. One that is too large for anything is the largest there is.
func parseHex(text []byte) (n int64, err error) {
	if len(text) == 0 || len(text) > 16 {
		return 0, ErrChunks
	}
	for _, c := range text {
		switch {
		case '0' <= c && c <= '9':
			n = grow(n, c-'0')
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			n = grow(n, c|0x20-'a'+10)
		default:
			return 0, ErrChunks
		}
	}
	return n, nil
}

func grow(n int64, digit byte) int64 {
	if n > math.MaxInt64>>4 {
		return math.MaxInt64
	}
	return n<<4 | int64(digit)
}

// endData goes on where the last byte of the body, or of a chunk of it, has come.
func (a *Answer) endData() {
	if a.stage == inBody {
		a.stage = complete
		return
	}
	a.stage = atChunkEnd
}

// endChunk reads the end of the line behind a chunk's data.
func (a *Answer) endChunk(p []byte) (rest []byte, err error) {
	n := min(len(p), len("\r\n")-len(a.partial))
	a.partial = append(a.partial, p[:n]...)
	if len(a.partial) == len("\r\n") {
		if string(a.partial) != "\r\n" {
			return nil, ErrChunks
		}
		a.partial = a.partial[:0]
		a.beginChunk()
	}
	return p[n:], nil
}

// trailerLine reads a header behind the chunks, which nobody needs.
func (a *Answer) trailerLine(line []byte) error {
	end := len(line) - 1
	if end == 0 && endsInCR(line) {
		if a.stage = complete; a.trailer != nil {
			return ErrChunks
		}
		return nil
	}
	if !endsInCR(line) {
		a.trailer = ErrChunks
	} else if a.trailer == nil {
		spelled := a.spelled
		a.trailer = a.field(line[:end])
		a.spelled = spelled
	}
	return nil
}
