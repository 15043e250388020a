// Package keyindex finds session_keys in bytes where they must not be, such as the
// answers of a backend to its clients.
package keyindex

import (
	"encoding/base64"
	"sync"
	"sync/atomic"
	"unicode/utf8"
)

// Index remembers the newest keys that it was told, at least as many as its limit.
// Its methods may be called concurrently.
type Index struct {
	limit  int
	filter atomic.Pointer[filter] // of all keys
	texts  *filter                // of those that may be part of a text

	mu           sync.RWMutex
	newer, older map[rawKey]struct{} // older is the newer one of before, when that was full
}

type rawKey = [16]byte

// New makes an index of the newest limit keys; zero means 131 072. It takes 1 MB,
// and up to 80 bytes a key.
func New(limit int) *Index {
	if limit <= 0 {
		limit = 1 << 17
	}
	x := &Index{limit: limit, texts: newFilter(1 << 8), newer: make(map[rawKey]struct{})}
	x.filter.Store(newFilter(1 << 16))
	return x
}

// Add remembers a session_key, a base64 text. Anything else is not remembered.
func (x *Index) Add(sessionKey string) {
	var raw [18]byte
	if len(sessionKey) != 24 {
		return
	}
	if n, err := base64.StdEncoding.Decode(raw[:], []byte(sessionKey)); n != 16 || err != nil {
		return
	}
	key := rawKey(raw[:16])
	x.mu.Lock()
	defer x.mu.Unlock()
	if len(x.newer) >= x.limit {
		x.forget()
	}
	x.newer[key] = struct{}{}
	x.filter.Load().add(key)
	if mayBeText(key) {
		x.texts.add(key)
	}
}

// forget drops the older keys and makes room for newer ones.
func (x *Index) forget() {
	x.newer, x.older = make(map[rawKey]struct{}), x.newer
	filter := newFilter(1 << 16)
	for key := range x.older {
		filter.add(key)
	}
	x.filter.Store(filter)
}

// has reports whether key is remembered.
func (x *Index) has(key rawKey) bool {
	if !x.filter.Load().has(key) {
		return false
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	_, newer := x.newer[key]
	_, older := x.older[key]
	return newer || older
}

// Search looks for any of the keys in data: as 16 raw bytes ("raw"), in hex
// ("hex") or in base64 with its padding ("base64"), that also URL-escaped,
// JSON-escaped or in the URL alphabet. It returns the first form that it finds;
// empty means that no key is there. It locks only where something looks like a
// key, and takes about 3 ns a byte.
func (x *Index) Search(data []byte) (form string) {
	switch {
	case x.searchBase64(data):
		return "base64"
	case x.searchHex(data):
		return "hex"
	case x.searchRaw(data):
		return "raw"
	}
	return ""
}

// searchRaw asks a filter for each place. A text can only hold keys that may be
// part of one; these are few.
func (x *Index) searchRaw(data []byte) bool {
	filter := x.texts
	if !utf8.Valid(data) {
		filter = x.filter.Load()
	}
	for i := filter.next(data, 0); i >= 0; i = filter.next(data, i+1) {
		if x.has(rawKey(data[i:])) {
			return true
		}
	}
	return false
}

// mayBeText reports whether key can stand in a valid UTF-8 text: but for the rest
// of a character at either end it is one.
func mayBeText(key rawKey) bool {
	for from := range utf8.UTFMax {
		for to := range utf8.UTFMax {
			if utf8.Valid(key[from : len(key)-to]) {
				return true
			}
		}
	}
	return false
}

// searchHex looks at runs of 32 hex digits or more. Each of them covers a place
// that is a multiple of 32 after the last one looked at.
func (x *Index) searchHex(data []byte) bool {
	from := 0
	for i := 31; i < len(data); i += 32 {
		if hexValue(data[i]) < 0 {
			continue
		}
		start, end := i, i
		for start > from && hexValue(data[start-1]) >= 0 {
			start--
		}
		for end < len(data) && hexValue(data[end]) >= 0 {
			end++
		}
		for ; start+32 <= end; start++ {
			if x.has(fromHex(data[start : start+32])) {
				return true
			}
		}
		from, i = end, end-1
	}
	return false
}

func fromHex(digits []byte) (key rawKey) {
	for i := range key {
		key[i] = byte(hexValue(digits[2*i])<<4 | hexValue(digits[2*i+1]))
	}
	return key
}

func hexValue(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}
