package keyindex

import (
	"encoding/binary"
	"math/bits"
	"sync/atomic"
)

// filter says of some bytes whether they may begin with a key: it has a bit
// set for the first 8 bytes of each. It is asked and filled without a lock.
type filter struct {
	words []atomic.Uint64
	shift int
}

// newFilter makes a filter of words times 64 bits; words is a power of two.
func newFilter(words int) *filter {
	return &filter{make([]atomic.Uint64, words), 64 - bits.TrailingZeros(uint(words))}
}

func (f *filter) add(key rawKey) {
	h := binary.LittleEndian.Uint64(key[:]) * spread
	f.words[h>>f.shift].Or(1 << (h >> 32 & 63))
}

func (f *filter) has(key rawKey) bool { return f.next(key[:], 0) == 0 }

// next is the first place at or after from where 16 bytes may be a key; -1 if
// there is none.
func (f *filter) next(data []byte, from int) int {
	words, shift := f.words, f.shift&63
	for i := from; i+16 <= len(data); i++ {
		h := binary.LittleEndian.Uint64(data[i:i+8]) * spread
		if words[h>>shift].Load()>>(h>>32&63)&1 != 0 {
			return i
		}
	}
	return -1
}

// spread makes the upper half of a product depend on all bits of a factor.
const spread = 0x9e3779b97f4a7c15
