package mockwx

import (
	"fmt"
	"time"
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
	case o.SessionTTL < 0:
		return fmt.Errorf("mockwx: session lifetime %v is negative (0 means none)", o.SessionTTL)
	case o.MaxUsers < 0 || o.MaxCodes < 0 || o.MaxUserCodes < 0:
		return fmt.Errorf("mockwx: limits of users and codes cannot be negative")
	}
	return nil
}

// withDefaults is o with every zero replaced by what it stands for.
func (o Options) withDefaults() Options {
	if o.CodeTTL == 0 {
		o.CodeTTL = defaultCodeTTL
	}
	if o.Quota == 0 {
		o.Quota = defaultQuota
	}
	if o.MaxUsers == 0 {
		o.MaxUsers = defaultMaxUsers
	}
	if o.MaxCodes == 0 {
		o.MaxCodes = defaultMaxCodes
	}
	if o.MaxUserCodes == 0 {
		o.MaxUserCodes = defaultMaxUserCodes
	}
	return o
}
