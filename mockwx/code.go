package mockwx

import (
	"errors"
	"time"
)

// code is one code of wx.login, remembered from its issue to the end of its
// lifetime.
type code struct {
	text       string
	user       *user
	state      codeState
	generation uint32 // of the session_key that belongs to it
	expires    time.Time

	older, newer *code // of all
	next         *code // of the same user, newer
}

type codeState uint8

const (
	codeUnused codeState = iota
	codeUsed
	codeExpired
)

// codeBook holds the remembered codes, by text and in the order of their issue,
// which is that of their ends.
type codeBook struct {
	byText         map[string]*code
	oldest, newest *code
	issued         int
}

// userCodes are the remembered codes of one user.
type userCodes struct {
	oldest, newest *code
	n              int
}

var errCodeRepeated = errors.New("the code generator repeated a code")

// nextText makes the text of the next code.
func (b *codeBook) nextText(o *Options) (string, error) {
	n := b.issued + 1
	if o.Code == nil {
		return makeCode(o.Seed, n), nil
	}
	text := o.Code(n)
	if b.byText[text] != nil {
		return "", errCodeRepeated
	}
	return text, nil
}

// add issues a code, and forgets the oldest where there are too many.
func (b *codeBook) add(now time.Time, o *Options, u *user, text string) {
	if u.codes.n > 0 && u.codes.n >= o.MaxUserCodes {
		b.forget(u.codes.oldest)
	}
	if len(b.byText) > 0 && len(b.byText) >= o.MaxCodes {
		b.forget(b.oldest)
	}
	if b.byText == nil {
		b.byText = make(map[string]*code)
	}
	c := &code{text: text, user: u, generation: u.session.generation, expires: now.Add(o.CodeTTL), older: b.newest}
	b.byText[text] = c
	b.issued++
	b.link(c)
	u.count.issued++
	u.count.unused++
}

// link appends c to both lists.
func (b *codeBook) link(c *code) {
	if b.newest != nil {
		b.newest.newer = c
	} else {
		b.oldest = c
	}
	b.newest = c
	own := &c.user.codes
	if own.newest != nil {
		own.newest.next = c
	} else {
		own.oldest = c
	}
	own.newest = c
	own.n++
}

// expire ends and forgets the codes whose lifetime is over.
func (b *codeBook) expire(now time.Time) {
	for b.oldest != nil && !now.Before(b.oldest.expires) {
		b.forget(b.oldest)
	}
}

// forget removes c, which must be the oldest code of its user: the oldest of all
// is.
func (b *codeBook) forget(c *code) {
	c.expire()
	delete(b.byText, c.text)
	if c.older != nil {
		c.older.newer = c.newer
	} else {
		b.oldest = c.newer
	}
	if c.newer != nil {
		c.newer.older = c.older
	} else {
		b.newest = c.older
	}
	own := &c.user.codes
	own.oldest = c.next
	if own.oldest == nil {
		own.newest = nil
	}
	own.n--
}

// use marks an unused code as used.
func (c *code) use() {
	c.state = codeUsed
	c.user.count.unused--
	c.user.count.used++
}

// expire marks an unused code as expired and reports whether it was unused.
func (c *code) expire() bool {
	if c.state != codeUnused {
		return false
	}
	c.state = codeExpired
	c.user.count.unused--
	c.user.count.expired++
	return true
}
