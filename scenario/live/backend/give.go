package backend

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/scenario"
)

// Holder is a user who has a token before its app starts.
type Holder struct {
	User  string
	State scenario.InitialState
	// Tokens are what [Backend.Give] gives, by the number of the target.
	Tokens []client.Tokens
}

// Give gives users their tokens, and sessions at the mock WeChat.
func (b *Backend) Give(ctx context.Context, holders ...*Holder) error {
	if len(holders) == 0 {
		return nil
	}
	if err := b.giveTokens(ctx, holders); err != nil {
		return fmt.Errorf("giving the clients their initial tokens: %w", err)
	}
	var names []string // whose session is over
	for _, h := range holders {
		if !h.State.SessionValid {
			names = append(names, h.User)
		}
	}
	if len(names) > 0 {
		return b.wechat.expire("sessions", names)
	}
	return nil
}

// giveTokens logs the holders in at WeChat, which makes their sessions, and gets
// them tokens: a stand-in server gives them by control calls, any other by a login.
// The expired tokens of any other server are texts that it never issued.
func (b *Backend) giveTokens(ctx context.Context, holders []*Holder) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(wechatConnections / 2)
	for _, h := range holders {
		group.Go(func() error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			h.Tokens = make([]client.Tokens, b.Targets())
			loggedIn, err := b.giveByLogin(h)
			if err == nil && !loggedIn {
				_, err = b.wechat.login(h.User)
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	names := make([]string, len(holders))
	for i, h := range holders {
		names[i] = h.User
	}
	if err := b.wechat.expire("codes", names); err != nil { // those that nobody exchanged
		return err
	}
	for _, d := range b.servers.developers {
		if d.standIn != nil {
			if err := b.seedTokens(d, holders); err != nil {
				return err
			}
		}
	}
	return nil
}

// giveByLogin gives a holder the tokens of the targets that have no control calls, and
// reports whether it took a login, which has made a session at WeChat.
func (b *Backend) giveByLogin(h *Holder) (loggedIn bool, err error) {
	var v *rehearsal
	for n, d := range b.servers.developers {
		switch {
		case d.standIn != nil:
			continue
		case h.State.Token != scenario.ValidToken:
			h.Tokens[n].Token = "expired-" + h.User
			continue
		case v == nil:
			v = b.rehearse(h.User)
			defer v.end()
		}
		if h.Tokens[n], err = b.logIn(v, d); err != nil {
			return false, err
		}
	}
	return v != nil, nil
}

// seedTokens gives the holders the tokens of a target by its control calls.
func (b *Backend) seedTokens(d *developer, holders []*Holder) error {
	openids, err := b.openids()
	if err != nil {
		return err
	}
	for _, state := range []scenario.TokenState{scenario.ValidToken, scenario.ExpiredToken} {
		var group []*Holder
		var ids []string
		for _, h := range holders {
			if h.State.Token == state {
				group, ids = append(group, h), append(ids, openids[h.User])
			}
		}
		granted, err := d.standIn.seed(ids, state == scenario.ValidToken)
		if err != nil {
			return err
		}
		for i, h := range group {
			h.Tokens[d.number] = client.Tokens{Token: granted.Tokens[ids[i]], RefreshToken: granted.RefreshTokens[ids[i]]}
		}
	}
	return nil
}

// openids are the users' openids by name, of those who ever logged in.
func (b *Backend) openids() (map[string]string, error) {
	l, err := b.wechat.readLedger()
	if err != nil {
		return nil, err
	}
	openids := make(map[string]string, len(l.Users))
	for name, u := range l.Users {
		openids[name] = u.OpenID
	}
	return openids, nil
}
