package mockwx

import (
	"cmp"
	"fmt"
	"time"

	"github.com/wxload/wxload/mockwx/keyindex"
)

// The app of a mock that was told of none. Neither is a real one.
const (
	DefaultAppID  = "wx0123456789abcdef"
	DefaultSecret = "0123456789abcdef0123456789abcdef"
)

// Limits that hold where [Options] sets none.
const (
	// WeChat: a code lives 5 minutes.
	defaultCodeTTL = 5 * time.Minute
	// WeChat: 100 jscode2session a minute for one user.
	defaultQuota = 100
	// WeChat: an access token lives 7200 seconds; 2000 /cgi-bin/token a day; a
	// forced refresh of stable_token 20 times a day, 30 seconds apart.
	defaultTokenTTL       = 2 * time.Hour
	defaultTokenQuota     = 2000
	defaultRefreshQuota   = 20
	defaultRefreshSpacing = 30 * time.Second
	// A device that keeps to 4 wx.login a second has 1200 codes in 5 minutes.
	defaultMaxUserCodes = 1200
	defaultMaxCodes     = 1 << 20
	defaultMaxUsers     = 1 << 20
)

// App is one mini program that the mock knows.
type App struct {
	AppID  string
	Secret string
	// Account is the WeChat Open Platform account that the app is bound to. Users
	// have one unionid in all apps of an account. Empty means not bound: no unionid.
	Account string
}

// User describes a user, the same in every app. Fields that are left empty follow
// from the seed.
type User struct {
	Name     string // as in [Machine.Login]
	NickName string
	Phone    string // mainland number, 11 digits, without country code
	// Blocked is a user that WeChat holds for a risk: jscode2session answers 40226.
	Blocked bool
}

// String leaves the secret out, so that it gets into no log.
func (a App) String() string { return a.AppID }

// Options configure a [Machine]. The zero value is a mock with the default app.
type Options struct {
	// Seed decides every openid, unionid, session_key, code and rid.
	Seed uint64
	// Apps are the apps; none means one with [DefaultAppID] and [DefaultSecret].
	Apps []App
	// Code makes the n-th code, counted from 1, of [A-Za-z0-9_-] only and none
	// twice; nil makes 32 characters from the seed.
	Code func(n int) string
	// CodeTTL is a code's lifetime; zero means WeChat's 5 minutes.
	CodeTTL time.Duration
	// Rotation says which logins give the user a new session_key.
	Rotation Rotation
	// SessionTTL is a session_key's lifetime since the last login; zero means
	// that it does not end by itself. WeChat does not publish its own.
	SessionTTL time.Duration
	// Quota is how many jscode2session a minute WeChat answers for one user;
	// zero means WeChat's 100, a negative number no limit.
	Quota int
	// TokenTTL is an access token's lifetime; zero means WeChat's 2 hours.
	TokenTTL time.Duration
	// TokenQuota is how many /cgi-bin/token a day (Beijing time) WeChat answers for
	// one app; zero means WeChat's 2000, a negative number no limit.
	TokenQuota int
	// RefreshQuota is how many forced refreshes of /cgi-bin/stable_token a day it
	// does for one app; zero means WeChat's 20, a negative number no limit.
	RefreshQuota int
	// RefreshSpacing is the least time between two of them: an earlier one returns
	// the token there is. Zero means WeChat's 30 seconds, a negative value none.
	RefreshSpacing time.Duration
	// Users describes some users; the others need not be listed.
	Users []User
	// Keys, if set, is told every session_key that leaves the mock by the server
	// API, so that they can be searched for where they must not be.
	Keys *keyindex.Index
	// MaxUsers limits the users, all apps together; zero means 1 048 576. A login
	// of one more fails.
	MaxUsers int
	// MaxCodes limits the codes that are remembered, MaxUserCodes those of one
	// user in one app; zero means 1 048 576 and 1200. Beyond, the oldest is
	// forgotten: it is unknown from then on (40029) and, if unused, counts as
	// expired. A code takes about 200 bytes, a user about 300.
	MaxCodes, MaxUserCodes int
}

// Validate returns an error that says what to change where o cannot work.
func (o Options) Validate() error {
	seen := make(map[string]bool, len(o.Apps))
	for i, a := range o.Apps {
		switch {
		case a.AppID == "":
			return fmt.Errorf("mockwx: app %d has no appid", i+1)
		case a.Secret == "":
			return fmt.Errorf("mockwx: app %s has no secret", a.AppID)
		case seen[a.AppID]:
			return fmt.Errorf("mockwx: app %s is given twice", a.AppID)
		}
		seen[a.AppID] = true
	}
	switch {
	case o.CodeTTL < 0:
		return fmt.Errorf("mockwx: code lifetime %v is negative", o.CodeTTL)
	case o.TokenTTL < 0:
		return fmt.Errorf("mockwx: access token lifetime %v is negative", o.TokenTTL)
	case o.SessionTTL < 0:
		return fmt.Errorf("mockwx: session lifetime %v is negative (0 means none)", o.SessionTTL)
	case o.MaxUsers < 0 || o.MaxCodes < 0 || o.MaxUserCodes < 0:
		return fmt.Errorf("mockwx: limits of users and codes cannot be negative")
	}
	return nil
}

// withDefaults is o with every zero replaced by what it stands for.
func (o Options) withDefaults() Options {
	o.CodeTTL = cmp.Or(o.CodeTTL, defaultCodeTTL)
	o.TokenTTL = cmp.Or(o.TokenTTL, defaultTokenTTL)
	o.Quota = cmp.Or(o.Quota, defaultQuota)
	o.TokenQuota = cmp.Or(o.TokenQuota, defaultTokenQuota)
	o.RefreshQuota = cmp.Or(o.RefreshQuota, defaultRefreshQuota)
	o.RefreshSpacing = cmp.Or(o.RefreshSpacing, defaultRefreshSpacing)
	o.MaxUsers = cmp.Or(o.MaxUsers, defaultMaxUsers)
	o.MaxCodes = cmp.Or(o.MaxCodes, defaultMaxCodes)
	o.MaxUserCodes = cmp.Or(o.MaxUserCodes, defaultMaxUserCodes)
	return o
}
