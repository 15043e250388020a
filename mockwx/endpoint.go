package mockwx

// The endpoints, as faults, metrics and the log name them.
const (
	endpointLogin        = "login"
	endpointCheckSession = "checksession"
	endpointUserInfo     = "userinfo"
	endpointPhoneNumber  = "phonenumber"

	endpointJSCode2Session = "jscode2session"
	endpointToken          = "token"
	endpointStableToken    = "stable_token"
	endpointCheckKey       = "wxa/checksession"
	endpointResetKey       = "resetusersessionkey"
	endpointGetPhone       = "getuserphonenumber"

	endpointCodePicture   = "getwxacodeunlimit"
	endpointSubscribeSend = "subscribe/send"
	endpointTextCheck     = "msg_sec_check"
	endpointRiskRank      = "getuserriskrank"
	endpointTicket        = "getticket"
)

// endpoints lists them all.
func endpoints() []string {
	return []string{
		endpointLogin, endpointCheckSession, endpointUserInfo, endpointPhoneNumber,
		endpointJSCode2Session, endpointToken, endpointStableToken,
		endpointCheckKey, endpointResetKey, endpointGetPhone,
		endpointCodePicture, endpointSubscribeSend, endpointTextCheck, endpointRiskRank, endpointTicket,
	}
}

// endpointOf names the endpoint of a path; empty if it has none.
func endpointOf(path string) string {
	switch path {
	case "/_wx/login":
		return endpointLogin
	case "/_wx/checksession":
		return endpointCheckSession
	case "/_wx/userinfo":
		return endpointUserInfo
	case "/_wx/phonenumber":
		return endpointPhoneNumber
	case "/sns/jscode2session":
		return endpointJSCode2Session
	case "/cgi-bin/token":
		return endpointToken
	case "/cgi-bin/stable_token":
		return endpointStableToken
	case "/wxa/checksession":
		return endpointCheckKey
	case "/wxa/resetusersessionkey":
		return endpointResetKey
	case "/wxa/business/getuserphonenumber":
		return endpointGetPhone
	}
	return endpointBeside(path)
}

// endpointBeside names those that a backend calls beside the login.
func endpointBeside(path string) string {
	switch path {
	case "/wxa/getwxacodeunlimit":
		return endpointCodePicture
	case "/cgi-bin/message/subscribe/send":
		return endpointSubscribeSend
	case "/wxa/msg_sec_check":
		return endpointTextCheck
	case "/wxa/getuserriskrank":
		return endpointRiskRank
	case "/cgi-bin/ticket/getticket":
		return endpointTicket
	}
	return ""
}

// wxName is the name of the wx call that an endpoint of the device stands for;
// empty for the server API.
func wxName(endpoint string) string {
	switch endpoint {
	case endpointLogin:
		return "login"
	case endpointCheckSession:
		return "checkSession"
	case endpointUserInfo:
		return "getUserInfo"
	case endpointPhoneNumber:
		return "getPhoneNumber"
	}
	return ""
}

// userOf names the user that a call is about; empty if it does not tell.
func (m *Machine) userOf(r Request) string {
	switch endpoint := endpointOf(r.Path); {
	case endpoint == endpointJSCode2Session:
		return m.codes.owner(param(r.Query, "js_code"))
	case endpoint == endpointGetPhone:
		return m.phones.owner(readParams(r).body("code"))
	case endpoint == endpointCheckKey || endpoint == endpointResetKey:
		p := readParams(r)
		if t := m.tokens[p.query("access_token")]; t != nil {
			if u := t.app.userByOpenID(p.any("openid")); u != nil {
				return u.name
			}
		}
	case wxName(endpoint) != "":
		call, _ := readDeviceCall(r, "")
		return call.user
	}
	return ""
}

// owner names the user of a code; empty for an unknown code.
func (b *codeBook) owner(text string) string {
	if c := b.byText[text]; c != nil {
		return c.user.name
	}
	return ""
}
