package platform

import (
	"github.com/dop251/goja"

	"github.com/wxload/wxload/client/script/engine"
	"github.com/wxload/wxload/client/wx"
)

// Watch is for those who find out how code works: it sees the values that come from
// outside, and may put others in their places. Each function may be nil; all are
// called inside of a turn.
type Watch struct {
	// Begin is called once, before any code of the user's runs.
	Begin func(*engine.Engine)
	// Data is what the code gets as the data of an answer; nil leaves it as it is.
	Data func(r *wx.Request, resp *wx.Response) goja.Value
	// Stored is what it gets for a value of the storage.
	Stored func(key string, v goja.Value) goja.Value
	// Called is told of each call of a member of wx, with the argument; stubbed says
	// that it does nothing.
	Called func(name string, stubbed bool, argument goja.Value)
}

// watched is the data that takes the place of an answer's; nil where none does.
func (p *Platform) watched(r *wx.Request, resp *wx.Response) goja.Value {
	if w := p.cfg.Watch; w != nil && w.Data != nil {
		return w.Data(r, resp)
	}
	return nil
}

func (p *Platform) called(name string, stubbed bool, argument goja.Value) {
	if w := p.cfg.Watch; w != nil && w.Called != nil {
		w.Called(name, stubbed, argument)
	}
}
