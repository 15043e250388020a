package wrapper

import (
	"errors"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wx"
)

// sealedAndSlot waits for a slot, and returns the call as it may be sent then: its data
// is sealed again where a login has begun since it was sealed, and not sent while one
// runs. A slot is not kept while WeChat seals.
func (w *reference) sealedAndSlot(c *Call, left *waitBudget) (*Call, error) {
	for {
		var err error
		if c, err = w.sealAgain(c, left); err != nil {
			return nil, err
		}
		if err := w.slot(c, left); err != nil {
			return nil, err
		}
		if !w.sealedBeforeLogin(c) && !w.sealedDuringLogin(c) {
			return c, nil
		}
		w.leaveSlot(c)
	}
}

// sealedBeforeLogin reports whether a login may have changed the key with which the
// data of a call was sealed: wx.login had not answered when WeChat was asked for the
// data. Of two things at one moment nobody knows which came first.
func (w *reference) sealedBeforeLogin(c *Call) bool {
	return c.Sealed != nil && !w.login.answered.Before(c.Sealed.At)
}

// sealedDuringLogin reports whether a login runs that will change the key of a call's
// data.
func (w *reference) sealedDuringLogin(c *Call) bool { return c.Sealed != nil && w.login.running != nil }

// sealAgain is the call with its data sealed anew, where that is needed. The call
// itself is the page's. A login that runs is waited for; if it fails the data may still
// be good.
func (w *reference) sealAgain(c *Call, left *waitBudget) (*Call, error) {
	if w.sealedDuringLogin(c) {
		if err := w.within(w.login.running, left); errors.Is(err, ErrDeadline) {
			return nil, err
		}
	}
	if !w.sealedBeforeLogin(c) {
		return c, nil
	}
	if c.Sealed.Again == nil {
		return nil, ErrSealed
	}
	at := w.Loop.Now()
	given := loop.NewPromise[any](w.Loop)
	var info *wx.UserInfo
	w.WX.GetUserInfo(func(i *wx.UserInfo, err error) {
		info = i
		given.Settle(nil, err)
	})
	if err := w.within(given, left); err != nil {
		return nil, err
	}
	fresh := *c
	fresh.Body, fresh.Sealed = c.Sealed.Again(info), &Sealed{At: at, Again: c.Sealed.Again}
	return &fresh, nil
}
