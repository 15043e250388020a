package mockwx

import (
	"encoding/json"
	"net/http"
	"time"
)

// deviceCall is the body of every call of the device.
type deviceCall struct {
	AppID string `json:"appid"`
	User  string `json:"user"`
}

// handleLogin is POST /_wx/login. The Code generator's characters need no escape.
func (m *Machine) handleLogin(now time.Time, r Request) Reply {
	call, refusal := readDeviceCall(r, "login")
	if refusal != nil {
		return *refusal
	}
	code, err := m.Login(now, call.AppID, call.User)
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
	if err := m.CheckSession(now, call.AppID, call.User); err != nil {
		return deviceReply("checkSession:fail " + err.Error())
	}
	return deviceReply("checkSession:ok")
}

// readDeviceCall reads the body, or says in the words of the wx call what is
// wrong with it.
func readDeviceCall(r Request, call string) (deviceCall, *Reply) {
	var d deviceCall
	if r.Method != http.MethodPost {
		reply := deviceReply(call + ":fail use POST with {\"appid\",\"user\"}")
		reply.Status = http.StatusMethodNotAllowed
		return d, &reply
	}
	if err := json.Unmarshal(r.Body, &d); err != nil {
		reply := deviceReply(call + ":fail body is not {\"appid\",\"user\"}: " + err.Error())
		reply.Status = http.StatusBadRequest
		return d, &reply
	}
	return d, nil
}

// deviceReply is an answer that holds an errMsg only. A failure of a wx call is
// none of the mock's HTTP, so its status is 200.
func deviceReply(errMsg string) Reply {
	return jsonReply(http.StatusOK, struct {
		ErrMsg string `json:"errMsg"`
	}{errMsg})
}
