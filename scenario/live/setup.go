package live

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/wxload/wxload/scenario"
)

// setUp brings the clients into their initial states: tokens into their storage,
// sessions at the mock WeChat.
func (r *run) setUp(ctx context.Context) error {
	var holders []*user // of a token
	for _, u := range r.users {
		if r.scenario.Initial(u.number).Token != scenario.NoToken {
			holders = append(holders, u)
		}
	}
	if len(holders) == 0 {
		return nil
	}
	if err := r.giveTokens(ctx, holders); err != nil {
		return fmt.Errorf("giving the clients their initial tokens: %w", err)
	}
	var names []string // whose session is over
	for _, u := range holders {
		if !r.scenario.Initial(u.number).SessionValid {
			names = append(names, u.name)
		}
	}
	if len(names) > 0 {
		return r.wechat.expire("sessions", names)
	}
	return nil
}

// giveTokens logs the holders in at WeChat, which makes their sessions, and gets
// them tokens: by control calls from a stand-in server, by a real login from any
// other. A token that is to be expired is then one that was never issued.
func (r *run) giveTokens(ctx context.Context, holders []*user) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(wechatConnections / 2)
	for _, u := range holders {
		group.Go(func() error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			code, err := r.wechat.login(u.name)
			switch {
			case err != nil:
				return err
			case r.standIn != nil:
				return nil
			case r.scenario.Initial(u.number).Token == scenario.ExpiredToken:
				u.token = "expired-" + u.name
				return nil
			}
			u.token, err = r.exchange(u.name, code)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	names := make([]string, len(holders))
	for i, u := range holders {
		names[i] = u.name
	}
	if err := r.wechat.expire("codes", names); err != nil { // those that nobody exchanged
		return err
	}
	if r.standIn == nil {
		return nil
	}
	return r.seedTokens(holders)
}

func (r *run) seedTokens(holders []*user) error {
	openids, err := r.openids()
	if err != nil {
		return err
	}
	for _, state := range []scenario.TokenState{scenario.ValidToken, scenario.ExpiredToken} {
		var group []*user
		var ids []string
		for _, u := range holders {
			if r.scenario.Initial(u.number).Token == state {
				group, ids = append(group, u), append(ids, openids[u.name])
			}
		}
		tokens, err := r.standIn.seed(ids, state == scenario.ValidToken)
		if err != nil {
			return err
		}
		for i, u := range group {
			u.token = tokens[ids[i]]
		}
	}
	return nil
}

// openids are the users' openids by name, of those who ever logged in.
func (r *run) openids() (map[string]string, error) {
	l, err := r.wechat.readLedger()
	if err != nil {
		return nil, err
	}
	openids := make(map[string]string, len(l.Users))
	for name, u := range l.Users {
		openids[name] = u.OpenID
	}
	return openids, nil
}
