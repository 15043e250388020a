package result

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"math/bits"

	"github.com/wxload/wxload/reports"
)

// HdrHistogram V2, as its libraries in Java, Go and others write it: a header, then the
// counts of the buckets as zigzag LEB128, where a negative number is a run of so many empty
// ones; all of it deflated behind a header of its own. The encoder of hdrhistogram-go makes
// a compressor of 800 KB for each histogram, which is too much for some dozens a second.
const (
	cookie           = 0x1c849303 | 0x10
	compressedCookie = 0x1c849304 | 0x10
	cookieBits       = ^uint32(0xf0) // those that name the version
	hdrDigits        = 3
	hdrLowest        = 1
	hdrHighest       = 3_600_000_000 // an hour
	hdrHeader        = 40
	compressedHeader = 8
)

// bucketIndex is the place of a value's bucket among the counts: 2048 buckets of one value,
// then 1024 for each further power of two.
func bucketIndex(value int64) int {
	shift := max(bits.Len64(uint64(value))-11, 0)
	return shift<<10 + int(value>>shift)
}

// bucketValue is the lowest value of the bucket at a place.
func bucketValue(index int) int64 {
	shift := max(index>>10-1, 0)
	return int64(index-shift<<10) << shift
}

// maxHDR bounds the header and the counts of one histogram.
func maxHDR() int64 {
	return hdrHeader + binary.MaxVarintLen64*int64(bucketIndex(hdrHighest)+1)
}

// hdrEncoder compresses histograms one after another.
type hdrEncoder struct {
	deflate *zlib.Writer
	out     bytes.Buffer
}

func newHDREncoder() *hdrEncoder {
	e := &hdrEncoder{}
	e.deflate = zlib.NewWriter(&e.out)
	return e
}

// encode returns the histogram of buckets; it is good until the next call.
func (e *hdrEncoder) encode(buckets []reports.Bucket) ([]byte, error) {
	e.out.Reset()
	e.out.Write(make([]byte, compressedHeader))
	e.deflate.Reset(&e.out)
	if _, err := e.deflate.Write(appendHDR(nil, buckets)); err != nil {
		return nil, err
	}
	if err := e.deflate.Close(); err != nil {
		return nil, err
	}
	all := e.out.Bytes()
	binary.BigEndian.PutUint32(all, compressedCookie)
	binary.BigEndian.PutUint32(all[4:], uint32(len(all)-compressedHeader))
	return all, nil
}

// appendHDR appends a histogram as it is before it is compressed.
func appendHDR(b []byte, buckets []reports.Bucket) []byte {
	start := len(b)
	b = binary.BigEndian.AppendUint32(b, cookie)
	b = binary.BigEndian.AppendUint32(b, 0) // the length, below
	b = binary.BigEndian.AppendUint32(b, 0) // the counts begin with the first bucket
	b = binary.BigEndian.AppendUint32(b, hdrDigits)
	b = binary.BigEndian.AppendUint64(b, hdrLowest)
	b = binary.BigEndian.AppendUint64(b, hdrHighest)
	b = binary.BigEndian.AppendUint64(b, math.Float64bits(1))
	next := 0
	for _, bucket := range buckets {
		index := bucketIndex(bucket.Value)
		switch empty := index - next; {
		case empty == 1:
			b = append(b, 0)
		case empty > 1:
			b = binary.AppendVarint(b, -int64(empty))
		}
		b = binary.AppendVarint(b, bucket.Count)
		next = index + 1
	}
	binary.BigEndian.PutUint32(b[start+4:], uint32(len(b)-start-hdrHeader))
	return b
}

// decodeHDR reads a histogram, whoever wrote it.
func decodeHDR(text []byte) ([]reports.Bucket, error) {
	if len(text) < compressedHeader || binary.BigEndian.Uint32(text)&cookieBits != compressedCookie&cookieBits {
		return nil, errors.New("a histogram is not HdrHistogram V2 compressed")
	}
	inflate, err := zlib.NewReader(bytes.NewReader(text[compressedHeader:]))
	if err != nil {
		return nil, fmt.Errorf("a histogram cannot be read: %w", err)
	}
	plain, err := io.ReadAll(io.LimitReader(inflate, maxHDR()+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("a histogram cannot be read: %w", err)
	case len(plain) < hdrHeader || int64(len(plain)) > maxHDR():
		return nil, fmt.Errorf("a histogram of %d bytes or more is not one", len(plain))
	}
	head := binary.BigEndian
	if head.Uint32(plain)&cookieBits != cookie&cookieBits || head.Uint32(plain[12:]) != hdrDigits ||
		head.Uint64(plain[16:]) != hdrLowest || head.Uint64(plain[24:]) != hdrHighest {
		return nil, errors.New("a histogram does not go from 1 µs to 1 h with 3 digits")
	}
	return readBuckets(plain[hdrHeader:])
}

// readBuckets reads the counts.
func readBuckets(text []byte) (buckets []reports.Bucket, err error) {
	last := bucketIndex(hdrHighest)
	for index := 0; len(text) > 0; {
		n, size := binary.Varint(text)
		if size <= 0 || n < -int64(last) || index > last {
			return nil, errors.New("a histogram has more than its buckets")
		}
		text = text[size:]
		switch {
		case n < 0:
			index -= int(n)
			continue
		case n > 0:
			buckets = append(buckets, reports.Bucket{Value: bucketValue(index), Count: n})
		}
		index++
	}
	return buckets, nil
}
