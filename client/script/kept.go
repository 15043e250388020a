package script

import (
	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/script/engine"
	"github.com/wxload/wxload/client/wrapper"
)

// Kept is the script as a wrapper for those who make many short runs, one after
// another, on one goroutine: a runtime is kept from run to run, and the files only
// run in it again. One that the script has left otherwise than it was is thrown
// away. Where a run begins before the one before has ended it gets a runtime of its
// own. When over says so the turn that runs is interrupted; what comes of its run is
// worth nothing then, nor is that of later ones.
func (s *Script) Kept(over func() bool) wrapper.Info {
	info, k := s.Info(), &kept{}
	info.New = func(env wrapper.Env, settings *wrapper.Settings) wrapper.Wrapper {
		a := s.newApp(env, settings)
		a.kept, a.ended = k, over
		return a.run()
	}
	return info
}

// kept is a runtime and the loop of the run that used it last.
type kept struct {
	e    *engine.Engine
	loop *loop.Loop
}

// engine is the kept one where it can be used, else a new one, which is kept.
func (k *kept) engine(cfg engine.Config) (*engine.Engine, error) {
	if k == nil {
		return engine.New(cfg)
	}
	if k.e != nil {
		if !k.loop.Closed() {
			return engine.New(cfg)
		}
		if k.e.Renew(cfg) {
			k.loop = cfg.Loop
			return k.e, nil
		}
	}
	e, err := engine.New(cfg)
	if err != nil {
		return nil, err
	}
	e.Keep()
	k.e, k.loop = e, cfg.Loop
	return e, nil
}
