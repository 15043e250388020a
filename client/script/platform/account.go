package platform

import (
	"strings"

	"github.com/dop251/goja"
	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/client/wx"
)

var accountMembers = []member{
	{"login", (*Platform).login},
	{"checkSession", (*Platform).checkSession},
	{"getUserInfo", func(p *Platform, c goja.FunctionCall) goja.Value { return p.userInfo("getUserInfo", c) }},
	{"getUserProfile", func(p *Platform, c goja.FunctionCall) goja.Value { return p.userInfo("getUserProfile", c) }},
	{"getAccountInfoSync", func(p *Platform, c goja.FunctionCall) goja.Value { return p.accountInfo() }},
	{"getSetting", func(p *Platform, c goja.FunctionCall) goja.Value {
		return p.begin("getSetting", c).later(true, p.setting)
	}},
	{"openSetting", func(p *Platform, c goja.FunctionCall) goja.Value {
		return p.begin("openSetting", c).later(true, p.setting)
	}},
	{"authorize", (*Platform).authorize},
}

func (p *Platform) login(c goja.FunctionCall) goja.Value {
	x := p.begin("login", c)
	p.wx.Login(func(code string, err error) {
		x.enter(func() {
			if err != nil {
				x.failed(x.reason(err))
			} else {
				x.succeeded(p.fill("code", code, "errMsg", "login:ok"))
			}
		})
	})
	return x.result()
}

func (p *Platform) checkSession(c goja.FunctionCall) goja.Value {
	x := p.begin("checkSession", c)
	p.wx.CheckSession(func(err error) {
		x.enter(func() {
			if err != nil {
				x.failed(x.reason(err))
			} else {
				x.succeeded(p.ok())
			}
		})
	})
	return x.result()
}

// sessionOver is how WeChat words that a user has no session_key, or one that is over.
const sessionOver = "session time out"

// anonymous is the profile that a mini program gets of anybody. WeChat gives it also
// where there is no session, before the first wx.login: then without sealed data, unless
// these are asked for.
const anonymous = `{"nickName":"微信用户","gender":0,"language":"","city":"","province":"","country":"","avatarUrl":"https://thirdwx.qlogo.cn/mmopen/vi_32/0/132"}`

// userInfo is wx.getUserInfo and wx.getUserProfile, which the user may deny.
func (p *Platform) userInfo(name string, c goja.FunctionCall) goja.Value {
	x := p.begin(name, c)
	if p.cfg.Denies {
		words := "auth deny"
		if name == "getUserInfo" {
			words = "scope unauthorized"
		}
		return x.refuse(true, &wx.Error{ErrMsg: name + ":fail " + words})
	}
	p.wx.GetUserInfo(func(info *wx.UserInfo, err error) {
		x.enter(func() {
			if err != nil && strings.Contains(err.Error(), sessionOver) && !x.option("withCredentials").ToBoolean() {
				info, err = &wx.UserInfo{RawData: anonymous}, nil
			}
			if err != nil {
				x.failed(x.reason(&wx.Error{ErrMsg: name + trimName(err.Error())}))
				return
			}
			x.succeeded(p.profile(name, info))
		})
	})
	return x.result()
}

// trimName is an errMsg without the function's name.
func trimName(errMsg string) string {
	for i := range errMsg {
		if errMsg[i] == ':' {
			return errMsg[i:]
		}
	}
	return ":fail " + errMsg
}

func (p *Platform) profile(name string, info *wx.UserInfo) *goja.Object {
	user := goja.Value(p.rt.NewObject())
	if gjson.Valid(info.RawData) {
		user, _ = p.fromJSON([]byte(info.RawData))
	}
	return p.fill("userInfo", user, "rawData", info.RawData, "signature", info.Signature,
		"encryptedData", info.EncryptedData, "iv", info.IV, "errMsg", name+":ok")
}

func (p *Platform) accountInfo() *goja.Object {
	info := p.wx.AccountInfo()
	return p.fill("miniProgram", p.fill("appId", info.AppID, "envVersion", info.EnvVersion, "version", info.Version))
}

// setting is what getSetting tells: a user who denies has been asked for all.
func (p *Platform) setting() *goja.Object {
	auth := p.rt.NewObject()
	for _, scope := range []string{"userInfo", "userLocation", "address", "writePhotosAlbum", "camera", "record"} {
		auth.Set("scope."+scope, !p.cfg.Denies)
	}
	return p.fill("authSetting", auth)
}

func (p *Platform) authorize(c goja.FunctionCall) goja.Value {
	x := p.begin("authorize", c)
	if p.cfg.Denies {
		return x.refuse(true, &wx.Error{ErrMsg: "authorize:fail auth deny"})
	}
	return x.later(true, p.ok)
}
