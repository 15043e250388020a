package main

import (
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/wxload/wxload/mockwx"
	"github.com/wxload/wxload/mockwx/devserver"
)

// mockFlags are the flags of "wxload mock".
type mockFlags struct {
	addr, appid, secret          string
	seed                         uint64
	stateFile, controlToken      string
	apps                         []string      // besides that of appid, as ID=SECRET
	hosts                        []string      // names of this machine, or of a container
	tokenMade                    bool          // the control token is not the caller's
	once                         time.Duration // without calls, after which it ends; 0 is never
	log                          bool
	quota                        quota
	tls                          tlsFlags
	calls                        func(change int) // is told of calls; nil where nobody counts
	rotation                     mockwx.Rotation
	sessionTTL                   time.Duration
	login, checksession, session mockwx.Latency

	devAddr                                   string // "" serves no developer server
	shape, token, tokens, authFailure, dbFile string
	tokenTTL                                  time.Duration
	refresh                                   refreshTokens
	renewed                                   string // the header in which answers bring tokens; "" is none
	kept                                      string // what a login begins: a token in a header, or a cookie
	devLatency                                mockwx.Latency
	protocol                                  *devserver.Protocol // of shape and authFailure, made by check
}

func (f *mockFlags) define(flags *pflag.FlagSet) {
	flags.SortFlags = false
	flags.StringVar(&f.addr, "addr", "127.0.0.1:8090", "`ADDR` where the mock WeChat listens; port 0 is any free port")
	flags.StringVar(&f.appid, "appid", mockwx.DefaultAppID, "the mini program's `ID`")
	flags.StringVar(&f.secret, "secret", mockwx.DefaultSecret, "the mini program's `APPSECRET`")
	flags.StringArrayVar(&f.apps, "app", nil, "another mini program and its APPSECRET, as `ID=SECRET`; again for each")
	flags.Uint64Var(&f.seed, "seed", 1, "decides every openid, session_key, code and token")
	flags.TextVar(&f.rotation, "session-rotation", mockwx.RotateAlways,
		"logins that change the session_key: always, never, or a minimum `PERIOD` such as 6h")
	flags.DurationVar(&f.sessionTTL, "session-ttl", 0, "how long a session_key lives after a login; 0s is for ever")
	flags.TextVar(&f.login, "login-latency", mockwx.Latency{}, "how long wx.login takes: a `DELAY` such as 50ms, 10ms..90ms or lognormal(50ms,0.5); --checksession-latency and --jscode2session-latency likewise")
	flags.TextVar(&f.checksession, "checksession-latency", mockwx.Latency{}, "the `DELAY` of wx.checkSession")
	flags.TextVar(&f.session, "jscode2session-latency", mockwx.Latency{}, "the `DELAY` of jscode2session")
	for _, likewise := range []string{"checksession-latency", "jscode2session-latency"} {
		flags.Lookup(likewise).Hidden = true
	}

	flags.TextVar(&f.quota, "quota", quota(0), "jscode2session calls a minute for one user: `wechat` (100), a number, or off, which lifts the daily limits too")
	flags.StringVar(&f.stateFile, "state", "", "`FILE` (SQLite) in which users, keys, tokens and codes survive a restart")
	flags.StringVar(&f.controlToken, "control-token", "", "`TOKEN` that control calls must bring; made and printed where others can reach --addr")
	flags.StringArrayVar(&f.hosts, "allow-host", nil,
		"answer calls of devices and control calls by this `NAME`, too, a container's for example; again for each")
	flags.DurationVar(&f.once, "once", 0, "for CI: end by itself when, after the first call, none has come for 10s, or for as long as --once=PERIOD says")
	flags.Lookup("once").NoOptDefVal = "10s"
	flags.BoolVar(&f.log, "log", false, "write a line about each call to standard error, without secrets")
	f.tls.define(flags)

	flags.StringVar(&f.devAddr, "devserver", "", "`ADDR` where the stand-in developer server listens; without it there is none")
	flags.StringVar(&f.shape, "shape", string(devserver.FlyJS), "the `BACKEND` that it answers like: template, flyjs, taro, egg or userclass")
	flags.StringVar(&f.token, "token", "jwt", "the `KIND` of its tokens: jwt or opaque")
	flags.DurationVar(&f.tokenTTL, "token-ttl", 2*time.Hour, "how long a token lives; 0s is for ever")
	flags.StringVar(&f.tokens, "tokens", "multi", "`HOW` a user's tokens live together: multi, or single where a login kills the older one")
	flags.TextVar(&f.refresh, "refresh", refreshTokens{}, "refresh tokens at POST /refresh that work `HOW` often: once, always, or either with a lifetime, once,720h (default none)")
	flags.StringVar(&f.renewed, "renewed", "", "each answer to a valid token brings another in this `HEADER` (default none)")
	flags.StringVar(&f.kept, "session", "token", "`WHAT` a login gives: token, for a header; or cookie, whose name is sid")
	flags.StringVar(&f.authFailure, "auth-failure", "", "`HOW` it rejects a token: http401 or body40100 (default as usual for the shape)")
	flags.StringVar(&f.dbFile, "db", "", "`FILE` of its SQLite database (default in memory)")
	flags.TextVar(&f.devLatency, "devserver-latency", mockwx.Latency{}, "the `DELAY` of its answers")
}

// check refuses values that cannot work, and those that nothing would read.
func (f *mockFlags) check(flags *pflag.FlagSet) error {
	if err := checkAddr("--addr", f.addr); err != nil {
		return err
	}
	if err := f.tls.check(f.devAddr); err != nil {
		return err
	}
	if f.once < 0 || f.once == 0 && flags.Changed("once") {
		return wrongUsage("write --once, or --once=30s", "--once=%v: expected a positive time without calls", f.once)
	}
	for _, a := range f.apps {
		if id, secret, _ := strings.Cut(a, "="); id == "" || secret == "" {
			return wrongUsage("a mini program is ID=SECRET, such as "+mockwx.DefaultAppID+"="+mockwx.DefaultSecret, "--app: no ID or no SECRET")
		}
	}
	if f.devAddr != "" {
		return f.checkDevServer()
	}
	for _, name := range []string{"shape", "token", "token-ttl", "tokens", "refresh", "renewed", "session", "auth-failure", "db", "devserver-latency"} {
		if flags.Changed(name) {
			return wrongUsage("add --devserver 127.0.0.1:8091", "--%s is about the developer server, and there is none", name)
		}
	}
	return nil
}

func (f *mockFlags) checkDevServer() error {
	if err := checkAddr("--devserver", f.devAddr); err != nil {
		return err
	}
	for _, flag := range []struct {
		name, value string
		words       []string
	}{
		{"shape", f.shape, []string{"template", "flyjs", "taro", "egg", "userclass"}},
		{"token", f.token, []string{string(devserver.JWT), string(devserver.Opaque)}},
		{"tokens", f.tokens, []string{string(devserver.Multi), string(devserver.Single)}},
		{"session", f.kept, []string{"token", "cookie"}},
		{"auth-failure", f.authFailure, []string{string(devserver.HTTP401), string(devserver.Body40100)}},
	} {
		if flag.value == "" {
			continue // its default, where it has one
		}
		if err := oneOf(flag.name, flag.value, flag.words...); err != nil {
			return err
		}
	}
	contract, err := devserver.Shape(f.shape).Contract(devserver.AuthFailure(f.authFailure))
	contract.Token.Renewed = f.renewed
	if f.kept == "cookie" {
		contract.Token.Place = devserver.Place{In: devserver.InCookie, Name: "sid"}
	}
	if f.refresh.given {
		contract.Refresh = contract.UsualRefresh()
	}
	if err == nil {
		f.protocol, err = contract.Protocol()
	}
	if err != nil {
		return wrongUsage("", "developer server: %w", err)
	}
	return nil
}

// miniPrograms are those that the mock knows; the stand-in developer server's is the first.
func (f *mockFlags) miniPrograms() []mockwx.App {
	apps := []mockwx.App{{AppID: f.appid, Secret: f.secret}}
	for _, a := range f.apps {
		id, secret, _ := strings.Cut(a, "=")
		apps = append(apps, mockwx.App{AppID: id, Secret: secret})
	}
	return apps
}

func (f *mockFlags) mockOptions() mockwx.ServerOptions {
	o := mockwx.ServerOptions{
		Addr: f.addr,
		Options: mockwx.Options{
			Seed:       f.seed,
			Apps:       f.miniPrograms(),
			Rotation:   f.rotation,
			SessionTTL: f.sessionTTL,
			Quota:      int(f.quota),
		},
		ControlToken: f.controlToken, Hosts: f.hosts, Calls: f.calls,
	}
	if f.quota < 0 {
		o.TokenQuota, o.RefreshQuota, o.RefreshSpacing = -1, -1, -1
	}
	for _, delay := range []mockwx.Fault{
		{Endpoint: "login", Latency: f.login},
		{Endpoint: "checksession", Latency: f.checksession},
		{Endpoint: "jscode2session", Latency: f.session},
	} {
		if delay.Latency != (mockwx.Latency{}) {
			o.Faults = append(o.Faults, delay)
		}
	}
	return o
}

// devOptions are those of a developer server that asks the mock at url. It
// always has a database, as a real one has.
func (f *mockFlags) devOptions(url string, database devserver.Store) devserver.ServerOptions {
	return devserver.ServerOptions{
		Addr: f.devAddr, WeChat: url, Hosts: f.hosts, AppID: f.appid, Secret: f.secret, Store: database,
		Latency: f.devLatency.Sample, Calls: f.calls,
		Machine: devserver.Options{
			Protocol: f.protocol,
			Tokens:   devserver.TokenKind(f.token),
			Policy:   devserver.TokenPolicy(f.tokens),
			TTL:      f.tokenTTL,
			Refresh:  f.refresh.policy,
			Seed:     f.seed,
		},
	}
}
