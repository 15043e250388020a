package live

import (
	"fmt"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/reports"
)

// saving lets a client keep values of answers, where the flow says so.
func (u *user) saving(cfg *client.Config) {
	if len(u.w.run.saves) == 0 {
		return
	}
	before := cfg.Platform.Observe
	cfg.Platform.Observe = func(e *wx.Event) {
		if before != nil {
			before(e)
		}
		if places := u.w.run.saves[e.Name]; places != nil && e.Kind == wx.PageSettle {
			u.saved.Keep(places, u.w.run.answering[e.Name], e)
		}
	}
}

// unmadeNotes tell of requests that lacked a value and were not made.
func (r *run) unmadeNotes() []string {
	var n int64
	for _, w := range r.workers {
		n += w.unmade
	}
	if n == 0 {
		return nil
	}
	return []string{fmt.Sprintf("requests that were not made, because a value for them lacked: %s. The page errors say which", reports.Count(n))}
}
