package confirm

import (
	"context"
	"fmt"

	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// command tells the gate what to do with a call, once it has arrived there.
func (d *director) command(ctx context.Context, c *call, o order) error {
	if err := until(ctx, c.pass.arrived, "reach the gate"); err != nil {
		return err
	}
	c.ordered = true
	c.pass.order <- o
	if o.cut {
		return nil
	}
	if err := until(ctx, c.pass.acted, "get an answer"); err != nil {
		return err
	}
	if d.everyTokenDead && c.renews() {
		return d.expireTokens()
	}
	return nil
}

// serve lets a call arrive at its server, and the server act.
func (d *director) serve(ctx context.Context, c *call) error {
	o := order{}
	if d.tokens.ended(c.token) {
		o.spoil = &d.settings.Target
	}
	if d.refreshTokens.ended(c.spends) {
		o.reply = rejection(&d.settings.Target)
	}
	d.turns++
	c.served, c.servedRefresh, c.turn = d.tokens.count, d.refreshTokens.count, d.turns
	if err := d.command(ctx, c, o); err != nil {
		return err
	}
	resp := &wx.Response{Status: c.pass.reply.status, Body: c.pass.reply.body}
	if t := &d.settings.Target; c.caller > 0 && t.Succeeded(resp) && !t.AuthFailed(resp) {
		d.client.Observer().Accepted(c.caller)
	}
	return nil
}

// answer lets the answer to a call go, and the client take it.
func (d *director) answer(ctx context.Context, c *call) error {
	if !c.ordered {
		if err := d.serve(ctx, c); err != nil {
			return err
		}
	}
	c.pass.answer <- true
	return d.land(ctx, c)
}

// fail lets a fault hit a call.
func (d *director) fail(ctx context.Context, c *call, f situation.Fault) error {
	switch f {
	case situation.WXLoginSilent, situation.CheckSessionSilent, situation.RequestSilent:
		d.remove(c) // the gate holds it to the end
		d.silent = true
		return nil
	case situation.LoginLost, situation.RequestLost, situation.RefreshLost, situation.TicketLost:
		if err := d.serve(ctx, c); err != nil {
			return err
		}
		c.pass.answer <- false
		return d.land(ctx, c)
	default:
		return d.intercept(ctx, c, f)
	}
}

// intercept lets a fault hit a call that does not reach its server.
func (d *director) intercept(ctx context.Context, c *call, f situation.Fault) error {
	o, err := d.orderOf(f)
	if err == nil {
		err = d.command(ctx, c, o)
	}
	if err != nil {
		return err
	}
	if !o.cut {
		c.pass.answer <- true
	}
	return d.land(ctx, c)
}

// land waits until a call is over and runs its turn.
func (d *director) land(ctx context.Context, c *call) error {
	for {
		select {
		case over := <-d.inbox:
			if over == c {
				d.remove(c)
				d.noteTokens(c)
				c.land(c.resp, c.err)
				return d.sendProfile()
			}
			if d.find(over.id) == over {
				return fmt.Errorf("%v ended before its time: %w", over.id, over.err)
			}
		case <-ctx.Done():
			return fmt.Errorf("its answer was to come back: %w", context.Cause(ctx))
		}
	}
}

// until waits for what was to happen.
func until(ctx context.Context, happened <-chan struct{}, what string) error {
	select {
	case <-happened:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("it was to %s: %w", what, context.Cause(ctx))
	}
}
