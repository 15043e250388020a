package mockwx

import (
	"net/http"
	"time"
)

// listedCall describes a call of the mock to somebody who asks for the list.
type listedCall struct {
	Method string `json:"method"`
	Path   string `json:"path"`
	Body   string `json:"body,omitempty"` // or the query
	What   string `json:"what"`
}

const (
	bodyUser      = `{"appid","user"}`
	bodySelection = `{"appid"?,"users"?,"share"?}`
	queryToken    = `?access_token`
)

// calls lists every call, in the order of the README.
func calls() []listedCall {
	const get, post = http.MethodGet, http.MethodPost
	return []listedCall{
		{get, "/sns/jscode2session", "?appid,secret,js_code,grant_type", "server API: openid and session_key for a code"},
		{get, "/cgi-bin/token", "?appid,secret,grant_type", "server API: an access token"},
		{post, "/cgi-bin/stable_token", `{"appid","secret","grant_type","force_refresh"?}`, "server API: the access token there is"},
		{get, "/wxa/checksession", queryToken + ",openid,signature,sig_method", "server API: whether a session_key holds"},
		{get, "/wxa/resetusersessionkey", queryToken + ",openid,signature,sig_method", "server API: a new session_key"},
		{post, "/wxa/business/getuserphonenumber", queryToken + ` {"code"}`, "server API: the number behind a phone code"},
		{post, "/wxa/getwxacodeunlimit", queryToken + ` {"scene"}`, "server API: a blank picture"},
		{post, "/cgi-bin/message/subscribe/send", queryToken + ` {"touser"}`, "server API: says that it sent the message"},
		{post, "/wxa/msg_sec_check", queryToken + ` {"content"}`, "server API: lets every text pass"},
		{post, "/wxa/getuserriskrank", queryToken + ` {"openid"}`, "server API: 0; 4 for a blocked user"},
		{get, "/cgi-bin/ticket/getticket", queryToken + ",type", "server API: a ticket of two hours"},
		{post, "/_wx/login", bodyUser, "device: a code"},
		{post, "/_wx/checksession", bodyUser, "device: whether the session_key holds"},
		{post, "/_wx/userinfo", bodyUser, "device: sealed data of the user"},
		{post, "/_wx/phonenumber", bodyUser, "device: the phone number, sealed, and a phone code"},
		{post, "/_wx/control/expire-sessions", bodySelection, "control: ends session_keys; without a body all"},
		{post, "/_wx/control/expire-codes", bodySelection, "control: ends unused codes"},
		{post, "/_wx/control/rotate-sessions", bodySelection, "control: gives new session_keys"},
		{post, "/_wx/control/block", bodySelection, "control: users that jscode2session answers 40226"},
		{post, "/_wx/control/unblock", bodySelection, "control: ends that"},
		{post, pathExpireAccessTokens, `{"appid"?}`, "control: ends access tokens of WeChat's server API"},
		{post, "/_wx/control/expire-tokens", `{"appid"?}`, "control: the same, by its older name"},
		{get, pathFaults, "", "control: the faults in force"},
		{http.MethodPut, pathFaults, `{"faults":[…]}`, "control: sets them"},
		{get, ledgerPath, "?appid,user,contains,offset,limit", "codes and sessions, in all and by user"},
		{get, "/_wx/apps", "", "the apps, without their secrets"},
		{get, ownPath, "", "this list"},
		{get, "/", "", "a page for people"},
		{get, "/metrics", "", "counts for Prometheus"},
		{get, "/healthz", "", "whether the mock works"},
	}
}

const (
	pathExpireAccessTokens = "/_wx/control/expire-access-tokens"
	pathFaults             = "/_wx/control/faults"
)

// handleCalls is GET /_wx/.
func (m *Machine) handleCalls(_ time.Time, r Request) Reply {
	if r.Method != http.MethodGet {
		return errorReply(http.StatusMethodNotAllowed, "use GET")
	}
	return jsonReply(http.StatusOK, map[string][]listedCall{"calls": calls()})
}
