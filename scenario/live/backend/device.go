package backend

import "github.com/wxload/wxload/client/wx"

// Login is wx.login of a user.
func (b *Backend) Login(user string) (code string, err error) { return b.wechat.login(user) }

// CheckSession is wx.checkSession of a user.
func (b *Backend) CheckSession(user string) error { return b.wechat.checkSession(user) }

// UserInfo is wx.getUserInfo of a user.
func (b *Backend) UserInfo(user string) (*wx.UserInfo, error) { return b.wechat.userInfo(user) }

// EndDevices ends the devices' calls to WeChat that are under way, and refuses
// others.
func (b *Backend) EndDevices() { b.wechat.device.Close() }

// OpenID is the openid of a user at the embedded mock; empty where the mock is
// elsewhere.
func (b *Backend) OpenID(user string) string { return b.servers.openid(b.scenario.App.AppID, user) }
