package result

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
)

// magic is the first line of a file of this format; another one's differs in the number.
const (
	magic       = "wxload result 1\n"
	magicPrefix = "wxload result "
)

// The kinds of frames.
const (
	kindHead   = 'H'
	kindSecond = 'S'
	kindTotals = 'T'
	kindEnd    = 'E'
)

// Sizes of a frame in bytes.
const (
	prefixSize = 5 // kind and length
	sumSize    = 4
	maxPayload = 64 << 20
)

func castagnoli() *crc32.Table { return crc32.MakeTable(crc32.Castagnoli) }

// writeFrame writes a frame at once, so that a process that is killed cuts off one at most.
func writeFrame(w io.Writer, kind byte, payload any) error {
	text, err := json.Marshal(payload)
	if err != nil {
		return err
	}
	if len(text) > maxPayload {
		return fmt.Errorf("a part of a result takes %d bytes, more than %d", len(text), maxPayload)
	}
	frame := make([]byte, 0, prefixSize+len(text)+sumSize)
	frame = binary.BigEndian.AppendUint32(append(frame, kind), uint32(len(text)))
	frame = append(frame, text...)
	frame = binary.BigEndian.AppendUint32(frame, crc32.Checksum(frame, castagnoli()))
	_, err = w.Write(frame)
	return err
}

// errCut is a frame that was cut off, or what is no frame.
var errCut = errors.New("the last part is cut off")

// readFrame reads a frame. The error is io.EOF where the file ends before one, and errCut
// where it ends within one, or where one is damaged.
func readFrame(r io.Reader) (kind byte, payload []byte, err error) {
	var prefix [prefixSize]byte
	switch _, err := io.ReadFull(r, prefix[:]); {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return 0, nil, errCut
	case err != nil:
		return 0, nil, err
	}
	length := int64(binary.BigEndian.Uint32(prefix[1:]))
	if length > maxPayload {
		return 0, nil, errCut
	}
	// The buffer grows with what is there: a length alone takes no memory.
	var rest bytes.Buffer
	if _, err := io.CopyN(&rest, r, length+sumSize); errors.Is(err, io.EOF) {
		return 0, nil, errCut
	} else if err != nil {
		return 0, nil, err
	}
	payload = rest.Bytes()[:length]
	sum := crc32.Update(crc32.Checksum(prefix[:], castagnoli()), castagnoli(), payload)
	if sum != binary.BigEndian.Uint32(rest.Bytes()[length:]) {
		return 0, nil, errCut
	}
	return prefix[0], payload, nil
}
