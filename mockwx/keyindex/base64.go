package keyindex

import "bytes"

// searchBase64 looks at what stands before each padding: 16 bytes are 22
// characters and "==".
func (x *Index) searchBase64(data []byte) bool {
	return x.searchPadded(data, '=', plainPadding) || x.searchPadded(data, '%', urlPadding) ||
		x.searchPadded(data, '\\', jsonPadding)
}

// The three ways to write "==", each given where it may begin.
func plainPadding(rest []byte) bool { return bytes.HasPrefix(rest, []byte("==")) }

func urlPadding(rest []byte) bool {
	return len(rest) >= 6 && bytes.EqualFold(rest[:6], []byte("%3D%3D"))
}

func jsonPadding(rest []byte) bool {
	return len(rest) >= 12 && bytes.EqualFold(rest[:12], []byte(`\u003d\u003d`))
}

// searchPadded looks before each padding that begins with the character c.
func (x *Index) searchPadded(data []byte, c byte, padding func([]byte) bool) bool {
	for at := 0; ; at++ {
		n := bytes.IndexByte(data[at:], c)
		if n < 0 {
			return false
		}
		at += n
		if !padding(data[at:]) {
			continue
		}
		if key, ok := readBase64Back(data[:at]); ok && x.has(key) {
			return true
		}
	}
}

// readBase64Back decodes the last 22 characters of base64 in data, each of them
// plain or escaped.
func readBase64Back(data []byte) (key rawKey, ok bool) {
	var bits [22]byte
	for i := len(bits) - 1; i >= 0; i-- {
		c, n := lastCharacter(data)
		v := base64Value(c)
		if v < 0 {
			return key, false
		}
		bits[i] = byte(v)
		data = data[:len(data)-n]
	}
	for i, acc, have, at := 0, uint(0), 0, 0; at < len(key); i++ {
		acc, have = acc<<6|uint(bits[i]), have+6
		if have >= 8 {
			have -= 8
			key[at] = byte(acc >> have)
			at++
		}
	}
	return key, true
}

// lastCharacter is the last character of data and how many bytes it takes: %2F,
// \u002f and \/ stand for one.
func lastCharacter(data []byte) (c byte, n int) {
	end := len(data)
	switch {
	case end == 0:
		return 0, 0
	case end >= 3 && data[end-3] == '%':
		return hexByte(data[end-2:]), 3
	case end >= 6 && data[end-6] == '\\' && data[end-5]|0x20 == 'u':
		return hexByte(data[end-2:]), 6
	case end >= 2 && data[end-1] == '/' && data[end-2] == '\\':
		return '/', 2
	}
	return data[end-1], 1
}

// hexByte is the byte of two hex digits; 0 if they are none.
func hexByte(digits []byte) byte {
	high, low := hexValue(digits[0]), hexValue(digits[1])
	if high < 0 || low < 0 {
		return 0
	}
	return byte(high<<4 | low)
}

// base64Value is the value of a character of the usual or the URL alphabet; -1
// for any other.
func base64Value(c byte) int {
	switch {
	case 'A' <= c && c <= 'Z':
		return int(c - 'A')
	case 'a' <= c && c <= 'z':
		return int(c-'a') + 26
	case '0' <= c && c <= '9':
		return int(c-'0') + 52
	case c == '+' || c == '-':
		return 62
	case c == '/' || c == '_':
		return 63
	}
	return -1
}
