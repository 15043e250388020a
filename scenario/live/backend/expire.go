package backend

import "errors"

// Controlled reports whether the target has control calls, by which its tokens can
// be expired from outside. The answer is right after [Backend.Probe].
func (b *Backend) Controlled() bool { return b.standIn != nil }

// Expire ends users' tokens, sessions or codes, by the words of a scenario's
// events, or "refresh-tokens"; nil means everybody's.
func (b *Backend) Expire(what string, users []string) error {
	switch {
	case what != "tokens" && what != "refresh-tokens":
		return b.wechat.expire(what, users)
	case b.standIn == nil:
		return errors.New("the target's tokens cannot be expired from outside")
	case users == nil:
		return b.standIn.expire(what, nil)
	}
	known, err := b.openids()
	if err != nil {
		return err
	}
	openids := []string{}
	for _, name := range users {
		if id := known[name]; id != "" {
			openids = append(openids, id)
		}
	}
	return b.standIn.expire(what, openids)
}
