package wrapper

import "cmp"

// refresh is how reference renews a token without a login. It runs inside the one login
// that all calls share: whoever needs a token waits for both.
//
// A refresh token may work only once, and its successor is in the answer. Where that
// answer is lost, a client cannot know whether the target has acted: the token that it
// holds may be good, or spent. To send a spent one again is what a thief would do, and
// some targets end the user's session for it. So a refresh token is taken out of the
// storage before it is sent, and never sent twice, also where the app was closed
// meanwhile: a login, which costs the user nothing, settles what cannot be known.
type refresh struct {
	token   string // empty where there is none
	running bool   // it is on its way
	useless bool   // WeChat's session is over: only a login makes a new one
}

// load takes the token of an earlier run of the app.
func (f *refresh) load(w *reference) {
	if w.s.Target.Refreshes() {
		f.token = w.WX.GetStorage(w.s.RefreshKey)
	}
}

// keep takes a token that an answer brought; the empty one is none.
func (f *refresh) keep(w *reference, token string) {
	f.token = token
	if !w.s.Target.Refreshes() {
		return
	}
	if token == "" || w.WX.SetStorage(w.s.RefreshKey, token) != nil {
		w.WX.RemoveStorage(w.s.RefreshKey) // too big to store: it lives as long as the app
	}
}

// forget drops the token, and the refresh that runs.
func (f *refresh) forget(w *reference) {
	f.keep(w, "")
	f.running, f.useless = false, false
}

// renew brings a token: by the refresh token, and by a login where there is none, or
// where none comes of it, for whatever reason.
func (w *reference) renew() error {
	session := w.session
	if w.refresh.token != "" && !w.refresh.useless {
		err := w.oneRefresh(session)
		if session != w.session {
			return ErrLogout
		}
		if err == nil {
			return nil
		}
	}
	return w.oneLogin()
}

// oneRefresh spends the refresh token on a new token. It comes to nothing where the user
// logs out meanwhile.
func (w *reference) oneRefresh(session int) error {
	spent := w.refresh.token
	w.refresh.keep(w, "")
	w.refresh.running = true
	resp, err := w.sendInTime(w.ownRequest(w.s.Target.RefreshRequest(spent)))
	if session != w.session {
		return ErrLogout
	}
	w.refresh.running = false
	t := &w.s.Target
	switch {
	case err != nil:
		return err
	case !t.Succeeded(resp):
		return &StatusError{resp}
	}
	value, ok := t.Refreshed(resp)
	if !ok {
		return ErrNoToken
	}
	life, _ := t.RefreshedLifetime(resp, w.Loop.Now())
	w.keepToken(value, life)
	w.refresh.keep(w, cmp.Or(t.NewRefreshToken(resp), spent)) // one that works for ever has no successor
	return nil
}
