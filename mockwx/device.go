package mockwx

import (
	"net/http"
	"time"

	"github.com/tidwall/gjson"
)

// deviceCall is the body of every call of the device.
type deviceCall struct{ appid, user string }

// handleLogin is POST /_wx/login. The Code generator's characters need no escape.
func (m *Machine) handleLogin(now time.Time, r Request) Reply {
	call, refusal := readDeviceCall(r, "login")
	if refusal != nil {
		return *refusal
	}
	code, err := m.Login(now, call.appid, call.user)
	if err != nil {
		return deviceReply("login:fail " + err.Error())
	}
	b := make([]byte, 0, 80)
	b = append(b, `{"code":"`...)
	b = append(b, code...)
	b = append(b, `","errMsg":"login:ok"}`...)
	return Reply{http.StatusOK, typeJSON, b}
}

// handleCheckSession is POST /_wx/checksession.
func (m *Machine) handleCheckSession(now time.Time, r Request) Reply {
	call, refusal := readDeviceCall(r, "checkSession")
	if refusal != nil {
		return *refusal
	}
	if err := m.CheckSession(now, call.appid, call.user); err != nil {
		return deviceReply("checkSession:fail " + err.Error())
	}
	return deviceReply("checkSession:ok")
}

// handleUserInfo is POST /_wx/userinfo.
func (m *Machine) handleUserInfo(now time.Time, r Request) Reply {
	call, refusal := readDeviceCall(r, "getUserInfo")
	if refusal != nil {
		return *refusal
	}
	info, err := m.UserInfo(now, call.appid, call.user)
	if err != nil {
		return deviceReply("getUserInfo:fail " + err.Error())
	}
	return jsonReply(http.StatusOK, struct {
		UserInfo
		ErrMsg string `json:"errMsg"`
	}{info, "getUserInfo:ok"})
}

// handlePhoneNumber is POST /_wx/phonenumber.
func (m *Machine) handlePhoneNumber(now time.Time, r Request) Reply {
	call, refusal := readDeviceCall(r, "getPhoneNumber")
	if refusal != nil {
		return *refusal
	}
	number, err := m.PhoneNumber(now, call.appid, call.user)
	if err != nil {
		return deviceReply("getPhoneNumber:fail " + err.Error())
	}
	return jsonReply(http.StatusOK, struct {
		PhoneNumber
		ErrMsg string `json:"errMsg"`
	}{number, "getPhoneNumber:ok"})
}

// readDeviceCall reads the body, or says in the words of the wx call what is
// wrong with it.
func readDeviceCall(r Request, call string) (deviceCall, *Reply) {
	if r.Method != http.MethodPost {
		return deviceCall{}, badDeviceCall(http.StatusMethodNotAllowed, call+`:fail use POST with {"appid","user"}`)
	}
	var body gjson.Result
	if gjson.ValidBytes(r.Body) {
		body = gjson.ParseBytes(r.Body) // at a quarter of encoding/json's cost
	}
	appid, user := body.Get("appid"), body.Get("user")
	if !body.IsObject() || !isText(appid) || !isText(user) {
		return deviceCall{}, badDeviceCall(http.StatusBadRequest, call+`:fail body is not {"appid","user"}, two strings`)
	}
	return deviceCall{appid.Str, user.Str}, nil
}

// isText reports whether v is a string or not there.
func isText(v gjson.Result) bool { return v.Type == gjson.String || !v.Exists() }

func badDeviceCall(status int, errMsg string) *Reply {
	reply := deviceReply(errMsg)
	reply.Status = status
	return &reply
}

// deviceReply is an answer that holds an errMsg only. A failure of a wx call is
// none of the mock's HTTP, so its status is 200.
func deviceReply(errMsg string) Reply {
	return jsonReply(http.StatusOK, struct {
		ErrMsg string `json:"errMsg"`
	}{errMsg})
}
