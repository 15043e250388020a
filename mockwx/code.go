package mockwx

import (
	"errors"
	"time"
)

// code is one code of wx.login, or one of getPhoneNumber, remembered from its
// issue to the end of its lifetime.
type code struct {
	text       string
	user       *user
	own        *userCodes
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

// codeBook holds the remembered codes of one kind, by text and in the order of
// their issue, which is that of their ends.
type codeBook struct {
	max, maxUser   int // limits of the remembered codes, in all and of one user
	changes        *changes
	byText         map[string]*code
	oldest, newest *code
	issued         int
}

// userCodes are the remembered codes of one kind and one user.
type userCodes struct {
	oldest, newest *code
	n              int
	count          CodeCounts
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
func (b *codeBook) add(expires time.Time, u *user, own *userCodes, text string) {
	b.makeRoom(own)
	c := &code{text: text, user: u, own: own, generation: u.session.generation, expires: expires}
	b.issued++
	own.count.Issued++
	own.count.Unused++
	b.link(c)
	b.changes.code(c)
}

// makeRoom forgets the oldest where one more would be too many.
func (b *codeBook) makeRoom(own *userCodes) {
	if own.n > 0 && own.n >= b.maxUser {
		b.forget(own.oldest)
	}
	if len(b.byText) > 0 && len(b.byText) >= b.max {
		b.forget(b.oldest)
	}
}

// link appends c to the book and to its user's list.
func (b *codeBook) link(c *code) {
	if b.byText == nil {
		b.byText = make(map[string]*code)
	}
	b.byText[c.text] = c
	c.older = b.newest
	if b.newest != nil {
		b.newest.newer = c
	} else {
		b.oldest = c
	}
	b.newest = c
	if c.own.newest != nil {
		c.own.newest.next = c
	} else {
		c.own.oldest = c
	}
	c.own.newest = c
	c.own.n++
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
	b.changes.drop(c.kind(), c)
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
	c.own.oldest = c.next
	if c.own.oldest == nil {
		c.own.newest = nil
	}
	c.own.n--
}

// use marks an unused code as used.
func (c *code) use() {
	c.state = codeUsed
	c.own.count.Unused--
	c.own.count.Used++
}

// expire marks an unused code as expired and reports whether it was unused.
func (c *code) expire() bool {
	if c.state != codeUnused {
		return false
	}
	c.state = codeExpired
	c.own.count.Unused--
	c.own.count.Expired++
	return true
}
