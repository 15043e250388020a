package mockwx

import (
	"encoding/base64"
	"encoding/binary"
	"time"
)

// letters are the characters of codes and ids: several SDKs put them into URLs
// unescaped.
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"

// mix is the finalizer of splitmix64: a bijection that spreads every bit.
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// hash derives a number from a seed and names (FNV-1a, spread after each name so
// that their borders count).
func hash(seed uint64, names ...string) uint64 {
	h := mix(seed ^ 0xcbf29ce484222325)
	for _, name := range names {
		for i := range len(name) {
			h = (h ^ uint64(name[i])) * 0x100000001b3
		}
		h = mix(h ^ uint64(len(name)))
	}
	return h
}

// stream is splitmix64: a cheap source of pseudo-random numbers.
type stream uint64

func (s *stream) next() uint64 {
	*s += 0x9e3779b97f4a7c15
	return mix(uint64(*s))
}

// text appends n characters of [letters].
func (s *stream) text(b []byte, n int) []byte {
	for n > 0 {
		for x, i := s.next(), 0; i < 10 && n > 0; i, n = i+1, n-1 {
			b = append(b, letters[x&63])
			x >>= 6
		}
	}
	return b
}

// makeCode is the n-th code where [Options].Code is nil.
func makeCode(seed uint64, n int) string {
	s := stream(mix(hash(seed, "code") ^ uint64(n)))
	return string(s.text(make([]byte, 0, 32), 32))
}

// OpenID is the openid of the user of that name, who need not exist yet; empty
// for an unknown app.
func (m *Machine) OpenID(appid, name string) string {
	a := m.app(appid)
	if a == nil {
		return ""
	}
	return newUser(a, name).openID()
}

// openID is 28 characters; those of one app begin alike, as WeChat's do.
func (u *user) openID() string { return string(u.appendOpenID(make([]byte, 0, 28))) }

func (u *user) appendOpenID(b []byte) []byte {
	app, own := stream(hash(u.app.seed, "app", u.app.AppID)), stream(u.hash)
	return own.text(app.text(append(b, 'o'), 5), 22)
}

// unionID is empty for an app that is bound to no account.
func (u *user) unionID() string {
	if u.app.Account == "" {
		return ""
	}
	s := stream(hash(u.app.seed, "union", u.app.Account, u.name))
	return string(s.text([]byte{'o'}, 27))
}

// sessionKey is the user's key of the given generation: 16 bytes in base64.
func (u *user) sessionKey(generation uint32) string {
	s := stream(mix(hash(u.hash, "key") ^ uint64(generation)))
	return s.bytes16()
}

// appendRID appends the n-th request id: three groups of 8 lower-hex digits, the
// first of them the Unix time.
func appendRID(b []byte, seed uint64, n uint64, now time.Time) []byte {
	s := stream(mix(hash(seed, "rid") ^ n))
	x := s.next()
	b = append(appendHex8(b, uint32(now.Unix())), '-')
	b = append(appendHex8(b, uint32(x>>32)), '-')
	return appendHex8(b, uint32(x))
}

func appendHex8(b []byte, x uint32) []byte {
	for shift := 28; shift >= 0; shift -= 4 {
		b = append(b, "0123456789abcdef"[x>>shift&15])
	}
	return b
}

// bytes16 is the base64 text of 16 bytes of the stream.
func (s *stream) bytes16() string {
	var b [16]byte
	binary.LittleEndian.PutUint64(b[:8], s.next())
	binary.LittleEndian.PutUint64(b[8:], s.next())
	return base64.StdEncoding.EncodeToString(b[:])
}
