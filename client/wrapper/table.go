package wrapper

import (
	"time"
)

// Info describes one wrapper.
type Info struct {
	ID string
	// Summary is its idea, in a line.
	Summary string
	// Holes is what it is known to get wrong, in a line; empty for reference.
	Holes string
	// Shape names the backend that it was written for, by the document: template,
	// flyjs, taro, egg or userclass. The plainest of them is flyjs; empty means it.
	Shape string
	// OnLoad tells that its pages make the requests of one moment in one onLoad.
	OnLoad bool
	// Source is the hash of the files of a user's own code, SHA-256 in hex; empty for
	// the wrappers that ship. Nobody knows what such code keeps from turn to turn.
	Source string
	// Pages are the routes of the pages of a mini program, which makes a [Paged]; nil for
	// others.
	Pages []string
	// Calls are the functions of a mini program that count as a page's call, as
	// [Wrapper.Request] makes one by the first of them; without any it makes none.
	Calls []string
	// Lacks are the functions for files, upload and download, that a user's own code does not
	// export; none for others.
	Lacks []string
	// Kept, if set, is the same wrapper for one goroutine that makes many short runs,
	// one after another, until over says that nobody asks any more: a turn that runs
	// then may be interrupted, and its run is worth nothing. over is safe for concurrent
	// use; nil never says so.
	Kept func(over func() bool) Info
	// New makes one for one run of an app. It keeps the settings, which are shared
	// and must not be changed any more.
	New func(Env, *Settings) Wrapper
	// Defaults are the document's own settings, without domains.
	Defaults Settings
}

// Unjudged are the classes of defects that nobody can see in a mini program whose pages'
// calls are not known by [Info.Calls]; none for others.
func (i *Info) Unjudged() []string {
	if i.Pages == nil || len(i.Calls) > 0 {
		return nil
	}
	return []string{"auth-failure-delivered", "auth-failure-ignored", "error-swallowed"}
}

// All lists the wrappers: reference, and then the documents' in their order.
func All() []Info {
	return []Info{
		{ID: "reference", Summary: "one login at a time, shared by all that need it; compares a rejected token with the current one",
			Shape: "flyjs", New: newReference, Defaults: referenceSettings()},
		{ID: "template", Summary: "looks again every 200 ms until there is a token; logs in under a lock after a failure",
			Holes: "late 401 deletes the new token; a failed login locks it for ever; polls",
			Shape: "template", New: newTemplate, Defaults: templateSettings()},
		{ID: "flyjs", Summary: "flyio interceptors that lock the queue; logs in on every launch",
			Holes: "launch and page unlock each other; a failed login locks it for ever; late 401; errors resolve empty",
			Shape: "flyjs", New: newFlyjs, Defaults: flyjsSettings()},
		{ID: "flyjs-check", Summary: "flyjs; logs in on launch where checkSession fails",
			Holes: "as flyjs; dead lock when a 401 meets the login of the launch",
			Shape: "flyjs", New: newFlyjsCheck, Defaults: flyjsSettings()},
		{ID: "flyjs-lazy", Summary: "flyjs; logs in with the first request",
			Holes: "late 401; a failed login locks it for ever; errors resolve empty",
			Shape: "flyjs", New: newFlyjsLazy, Defaults: flyjsSettings()},
		{ID: "flyjs-samefly", Summary: "flyjs-lazy; the login goes through the locked instance",
			Holes: "the login waits for its own lock: nothing is ever sent",
			Shape: "flyjs", New: newFlyjsSameFly, Defaults: flyjsSettings()},
		{ID: "callback", Summary: "the launch logs in and calls the one function that a page left behind",
			Holes: "the last page overwrites the others; logs in on every launch; no retry after a 401",
			Shape: "flyjs", OnLoad: true, New: newCallback, Defaults: callbackSettings()},
		{ID: "taro", Summary: "checkSession before every request",
			Holes: "sends without a token on a cold start; polls for ever; needless logins; no retry after a 401",
			Shape: "taro", New: newTaro, Defaults: taroSettings()},
		{ID: "taro-unlock", Summary: "taro; a login that succeeded takes its lock off",
			Holes: "as taro, but every request logs in",
			Shape: "taro", New: newTaroUnlock, Defaults: taroSettings()},
		{ID: "egg", Summary: "a 401 logs in again, one second later",
			Holes: "one login for each 401; the page receives the 401; a failed login stores undefined",
			Shape: "egg", New: newEgg, Defaults: eggSettings()},
		{ID: "egg-gated", Summary: "egg; pages wait for app.login() first",
			Holes: "as egg, and one login for each page request on a cold start",
			Shape: "egg", New: newEggGated, Defaults: eggSettings()},
		{ID: "userclass", Summary: "every component checks the session twice, then requests",
			Holes: "no lock: every component logs in; a failed login never settles",
			Shape: "userclass", New: newUserclass, Defaults: userclassSettings()},
		{ID: "userclass-launch", Summary: "userclass; only the launch logs in",
			Holes: "requests do not wait for the login; no retry after a 401",
			Shape: "userclass", New: newUserclassLaunch, Defaults: userclassSettings()},
	}
}

// Find returns the wrapper with this id.
func Find(id string) (Info, bool) {
	for _, info := range All() {
		if info.ID == id {
			return info, true
		}
	}
	return Info{}, false
}

func templateSettings() Settings {
	return Settings{
		Target: Target{
			Login:       LoginEndpoint{Path: "/login", Code: Place{InBody, "code"}, Token: "result.token"},
			Token:       Place{InHeader, "Authorization"},
			AuthFailure: Match{Path: "code", Values: []string{"40100"}},
			Success:     Match{Path: "code", Values: []string{"20000"}},
			Result:      "result",
		},
		TokenKey: "Authorization", ContentType: "application/json",
		Timeout: 12 * time.Second, PollDelay: 200 * time.Millisecond, UserInfoPath: "/getUserInfo",
	}
}

// bodyTokenSettings are those of a backend that answers a login with the token
// at a path of the body, and a dead token with HTTP 401.
func bodyTokenSettings(tokenPath string) Settings {
	return Settings{
		Target: Target{
			Login:       LoginEndpoint{Path: "/login", Code: Place{InBody, "code"}, Token: tokenPath},
			Token:       Place{InHeader, "Authorization"},
			AuthFailure: Match{Status: []int{401}},
		},
		TokenKey: "token",
	}
}

func referenceSettings() Settings {
	s := bodyTokenSettings("data.token")
	s.Target.Result = "data"
	s.ContentType = "application/json"
	s.Timeout = 12 * time.Second
	s.Whitelist = []string{"/public"}
	return s
}

func flyjsSettings() Settings {
	s := bodyTokenSettings("data.token")
	s.Target.Result = "data"
	s.ContentType = "application/x-www-form-urlencoded"
	s.Whitelist = []string{"/login", "/public"}
	return s
}

func callbackSettings() Settings {
	s := bodyTokenSettings("data.token")
	s.Target.Result = "data"
	return s
}

func taroSettings() Settings {
	s := callbackSettings()
	s.PollDelay = 500 * time.Millisecond
	return s
}

func eggSettings() Settings {
	s := bodyTokenSettings("token")
	s.Target.Login.Path = "/user/login"
	return s
}

func userclassSettings() Settings {
	s := bodyTokenSettings("data")
	s.Target.Token = Place{InHeader, "sessionKey"}
	s.TokenKey, s.SessionCheckPath = "sessionKey", "/checkSession"
	return s
}
