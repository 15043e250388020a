package backend

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/wxload/wxload/scenario"
)

// Holder is a user who has a token before its app starts.
type Holder struct {
	User  string
	State scenario.InitialState
	// Token is what [Backend.Give] gives, and RefreshToken, where the target has those.
	Token, RefreshToken string
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
			if b.standIn == nil && h.State.Token == scenario.ValidToken {
				var err error
				h.Token, h.RefreshToken, err = b.login(h.User)
				return err
			}
			if b.standIn == nil {
				h.Token = "expired-" + h.User
			}
			_, err := b.wechat.login(h.User)
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
	if b.standIn == nil {
		return nil
	}
	return b.seedTokens(holders)
}

func (b *Backend) seedTokens(holders []*Holder) error {
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
		granted, err := b.standIn.seed(ids, state == scenario.ValidToken)
		if err != nil {
			return err
		}
		for i, h := range group {
			h.Token, h.RefreshToken = granted.Tokens[ids[i]], granted.RefreshTokens[ids[i]]
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
