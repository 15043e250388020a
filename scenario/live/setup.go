package live

import (
	"context"

	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/live/backend"
)

// setUp brings the clients into their initial states: tokens into their storage,
// sessions at the mock WeChat.
func (r *run) setUp(ctx context.Context) error {
	var holders []*user // of a token
	var hold []*backend.Holder
	for _, u := range r.users {
		if state := r.scenario.Initial(u.number); state.Token != scenario.NoToken {
			holders, hold = append(holders, u), append(hold, &backend.Holder{User: u.name, State: state})
		}
	}
	if err := r.backend.Give(ctx, hold...); err != nil {
		return err
	}
	for i, u := range holders {
		u.held = hold[i].Tokens
	}
	return nil
}
