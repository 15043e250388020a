package world

import (
	"slices"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/explore/situation"
	"github.com/wxload/wxload/scenario/sim/servers"
)

// addBackend adds a further backend to those of the subject.
func (s *Subject) addBackend(number int, f *situation.Further) error {
	settings := *s.settings
	settings.Further, settings.Storage, settings.UserInfoPath = nil, nil, ""
	settings.Target, settings.TokenKey, settings.RefreshKey = f.Target, f.TokenKey, f.RefreshKey
	settings.Target.KeyDisplaced = servers.KeyDisplaced()
	settings.Target.Origin, settings.Target.Hosts = servers.DomainOf(number), []string{f.Host}
	settings.Domains = map[string]string{"develop": settings.Target.Origin}
	options := servers.Options{Number: number, Target: &settings.Target, Everything: s.Info.Pages != nil, Answers: settings.Answers, Public: settings.Whitelist,
		Renewed: settings.Target.Renewed.Header}
	if settings.Target.Refreshes() {
		options.Refresh, options.OneTime = servers.RefreshOf(&settings.Target), f.Refresh == situation.Once
	}
	backend, err := servers.New(options)
	if err != nil {
		return err
	}
	s.settings.Further, s.further = append(s.settings.Further, &settings), append(s.further, backend)
	return nil
}

// setUpFurther makes the further developer servers, and returns what the client holds of
// each.
func (w *World) setUpFurther() []client.Tokens {
	if len(w.subject.further) == 0 {
		return nil
	}
	held := make([]client.Tokens, len(w.subject.further))
	for i, backend := range w.subject.further {
		pair := backend.Beside(w.servers)
		w.further = append(w.further, pair)
		if w.situation.Token == situation.Absent {
			continue
		}
		held[i].Token = pair.Seed(w.situation.Token == situation.Valid)
		if w.situation.Further[i].Refresh != "" {
			held[i].RefreshToken = pair.SeedRefresh()
		}
	}
	return held
}

// pair is the developer server of a number, and WeChat.
func (w *World) pair(number int) *servers.Pair {
	if number == 0 {
		return w.servers
	}
	return w.further[number-1]
}

// at is the target to which a request goes, and its server; the first where there is no
// request.
func (w *World) at(r *wx.Request) (*wrapper.Target, *servers.Pair) {
	if len(w.further) == 0 || r == nil {
		return &w.subject.settings.Target, w.servers
	}
	settings := w.subject.settings.At(r.URL)
	return &settings.Target, w.pair(1 + slices.Index(w.subject.settings.Further, settings))
}

// TargetOf is the target to which a request goes.
func (w *World) TargetOf(r *wx.Request) *wrapper.Target {
	target, _ := w.at(r)
	return target
}

// HostOf is the origin that the app calls to reach the further backend to which a request
// goes; empty for the first one.
func (w *World) HostOf(r *wx.Request) string {
	if target := w.TargetOf(r); target != &w.subject.settings.Target {
		return target.Host()
	}
	return ""
}

// KeepsToken reports whether a key of the storage is that of a token.
func (w *World) KeepsToken(key string) bool {
	return key == w.subject.settings.TokenKey ||
		slices.ContainsFunc(w.subject.settings.Further, func(f *wrapper.Settings) bool { return key == f.TokenKey })
}

// expireTokens lets every token of every target die.
func (w *World) expireTokens() {
	w.servers.ExpireTokens(w.time())
	for _, pair := range w.further {
		pair.ExpireTokens(w.time())
	}
}

// expireRefreshTokens does the same to refresh tokens.
func (w *World) expireRefreshTokens() {
	w.servers.ExpireRefreshTokens(w.time())
	for _, pair := range w.further {
		pair.ExpireRefreshTokens(w.time())
	}
}
