package mockwx

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// maxName limits the bytes of a user's name, so that [Options].MaxUsers bounds
// memory.
const maxName = 256

// Machine is WeChat as far as the mock knows it: apps, users, codes and
// session_keys. It is a pure state machine: what it does follows from its
// options and its calls, times included, alone. It is cheap to make. It is not
// safe for concurrent use; [Server] locks it.
//
// Times should not go back between calls. Where they do, codes and keys live
// that much longer.
type Machine struct {
	opt     Options
	apps    []*app
	users   []*user // of all apps together, in the order in which they came
	codes   codeBook
	phones  codeBook // codes of getPhoneNumber
	tokens  map[string]*accessToken
	special map[string]*User // by name
	keys    int64            // session_keys made
	rids    uint64
	seals   uint64 // of open data
	refused int64  // jscode2session calls that named no known app

	changes *changes // nil without a [Store]
}

// app is an [App] and its users.
type app struct {
	App
	seed     uint64
	number   int // among the apps
	users    map[string]*user
	byOpenID map[string]*user // nil until the server API asks for an openid
	plain    *tokenLine       // of /cgi-bin/token; nil until asked for
	stable   *tokenLine       // of /cgi-bin/stable_token
	refused  int64            // jscode2session calls whose code told no user
	changed  bool             // since the store was told
}

// user is a person in one app.
type user struct {
	name    string
	app     *app
	hash    uint64
	special *User // nil where nothing was set
	session session
	codes   userCodes
	phones  *userCodes // codes of getPhoneNumber; nil if there were none
	quota   quota
	blocked bool
	changed bool // since the store was told
}

// New makes a machine. Options that do not pass Validate give a machine that
// knows the first of two apps with one appid, and whose negative limits are 0.
func New(o Options) *Machine {
	m := &Machine{opt: o.withDefaults()}
	m.codes.max, m.codes.maxUser = m.opt.MaxCodes, m.opt.MaxUserCodes
	m.phones.max, m.phones.maxUser = m.opt.MaxCodes, m.opt.MaxUserCodes
	if len(o.Users) > 0 {
		m.special = make(map[string]*User, len(o.Users))
	}
	for i := range o.Users {
		m.special[o.Users[i].Name] = &o.Users[i]
	}
	if len(o.Apps) == 0 {
		m.apps = []*app{{App: App{AppID: DefaultAppID, Secret: DefaultSecret}, seed: o.Seed}}
	}
	for i, a := range o.Apps {
		m.apps = append(m.apps, &app{App: a, seed: o.Seed, number: i})
	}
	return m
}

// Login is wx.login: it returns a code for the user, who is made if new. The
// user then has a valid session_key, a new one if [Options].Rotation says so or
// there was none. It fails for an unknown app, a name that is empty, over 256 bytes
// or not UTF-8, and beyond [Options].MaxUsers.
func (m *Machine) Login(now time.Time, appid, name string) (code string, err error) {
	u, err := m.makeUser(appid, name)
	if err != nil {
		return "", err
	}
	m.codes.expire(now)
	text, err := m.codes.nextText(&m.opt)
	if err != nil {
		return "", err
	}
	generation := u.session.generation
	u.session.login(now, &m.opt)
	m.keys += int64(u.session.generation - generation)
	m.codes.add(now.Add(m.opt.CodeTTL), u, &u.codes, text)
	return text, nil
}

// CheckSession is wx.checkSession: nil means that the session_key of the user's
// last code still holds, [ErrSessionExpired] that it does not or never was.
func (m *Machine) CheckSession(now time.Time, appid, name string) error {
	a := m.app(appid)
	if a == nil {
		return errUnknownApp
	}
	if u := a.users[name]; u == nil || !u.session.settle(now) {
		return ErrSessionExpired
	}
	return nil
}

// SetSession gives the user a valid session_key or ends the one there is,
// without a login: the state in which a client may start. It fails as
// [Machine.Login] does.
func (m *Machine) SetSession(now time.Time, appid, name string, valid bool) error {
	u, err := m.makeUser(appid, name)
	if err != nil {
		return err
	}
	m.changes.user(u)
	if !valid {
		u.session.end(now)
	} else if !u.session.settle(now) {
		u.session.renew(now, &m.opt)
		m.keys++
	}
	return nil
}

// ErrSessionExpired is the answer of CheckSession where the session_key does not
// hold.
var ErrSessionExpired = errors.New("session time out, need relogin")

var (
	errUnknownApp = errors.New("invalid appid")
	errNoUser     = errors.New("user missing")
	errBadUser    = errors.New("user name is not UTF-8")
	errLongUser   = fmt.Errorf("user name longer than %d bytes", maxName)
)

func (m *Machine) app(appid string) *app {
	for _, a := range m.apps {
		if a.AppID == appid {
			return a
		}
	}
	return nil
}

// makeUser returns the user of that name and makes it if need be.
func (m *Machine) makeUser(appid, name string) (*user, error) {
	a := m.app(appid)
	switch {
	case a == nil:
		return nil, errUnknownApp
	case name == "":
		return nil, errNoUser
	case len(name) > maxName:
		return nil, errLongUser
	case !utf8.ValidString(name):
		return nil, errBadUser
	}
	if u := a.users[name]; u != nil {
		return u, nil
	}
	if len(m.users) >= m.opt.MaxUsers {
		return nil, fmt.Errorf("more than %d users, the limit of the mock", m.opt.MaxUsers)
	}
	name = strings.Clone(name) // it may be a piece of a larger request
	if a.users == nil {
		a.users = make(map[string]*user)
	}
	u := newUser(a, name)
	u.special = m.special[name]
	u.blocked = u.special != nil && u.special.Blocked
	m.addUser(u)
	return u, nil
}

// keepChanges makes the machine collect its changes for a [Store].
func (m *Machine) keepChanges() {
	m.changes = &changes{machine: m.saved()}
	m.codes.changes, m.phones.changes = m.changes, m.changes
}

func (m *Machine) addUser(u *user) {
	u.app.users[u.name] = u
	m.users = append(m.users, u)
	if u.app.byOpenID != nil {
		u.app.byOpenID[u.openID()] = u
	}
}

// userByOpenID finds a user of the app; nil if there is none.
func (a *app) userByOpenID(openid string) *user {
	if a.byOpenID == nil {
		a.byOpenID = make(map[string]*user, len(a.users))
		for _, u := range a.users {
			a.byOpenID[u.openID()] = u
		}
	}
	return a.byOpenID[openid]
}

func newUser(a *app, name string) *user {
	return &user{name: name, app: a, hash: hash(a.seed, "user", a.AppID, name)}
}
