package backend

import "errors"

// Controlled reports whether a target has control calls, by which its tokens can
// be expired from outside. The answer is right after [Backend.Probe].
func (b *Backend) Controlled(target int) bool { return b.servers.developers[target].standIn != nil }

// ExpireAtWeChat ends users' sessions or codes, by the words of a scenario's events; nil
// means everybody's.
func (b *Backend) ExpireAtWeChat(what string, users []string) error {
	return b.wechat.expire(what, users)
}

// Expire ends users' "tokens" at a target, or their "refresh-tokens"; nil means everybody's.
func (b *Backend) Expire(target int, what string, users []string) error {
	standIn := b.servers.developers[target].standIn
	switch {
	case standIn == nil:
		return errors.New("the target's tokens cannot be expired from outside")
	case users == nil:
		return standIn.expire(what, nil)
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
	return standIn.expire(what, openids)
}
