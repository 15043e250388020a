package reports

import "fmt"

// Advice tells what to mend where a class and kind of defects was seen, in one line
// without a full stop. It ends with the rule that keeps the defect away: the request
// function that "wxload init reference-js" writes has its number beside the code that
// does it. An unknown kind gets the advice of its class, an unknown class none.
func Advice(class, kind string) string {
	all := advices()
	a, known := all[class+" "+kind]
	if !known {
		a, known = all[class]
	}
	if !known {
		return ""
	}
	return fmt.Sprintf("%s (rule %d of wxload init reference-js)", a.text, a.rule)
}

// advice is what to mend, and the number of the rule about it.
type advice struct {
	text string
	rule int
}

// advices are by class, or by class and kind where a kind has its own.
func advices() map[string]advice {
	return map[string]advice{
		"duplicate-login":              {"let one login run at a time, and share its promise with all who need it", 1},
		"duplicate-login stale-401":    {"compare the rejected token with the current one before a login", 6},
		"duplicate-login needless":     {"log in only where there is no token, or where the current one was rejected", 6},
		"duplicate-refresh":            {"let one refresh run at a time, inside the one login, and share its promise with all who need it", 16},
		"duplicate-refresh stale-401":  {"compare the rejected token with the current one before a refresh", 6},
		"duplicate-refresh needless":   {"refresh only where the current token was rejected, or its announced end is near", 6},
		"refresh-token-reused":         {"store the refresh token of each answer, and take it out of the storage before it is sent", 17},
		"token-regressed":              {"take the token of an answer only in the place of the one that its request carried", 18},
		"login-rate":                   {"wait after a failed login, longer each time, and check the session once in each start", 11},
		"code-reused":                  {"call wx.login for each login POST, and use its code once", 12},
		"code-expired":                 {"call wx.login when the login POST can leave, not before", 12},
		"login-loop":                   {"take a rejected login POST for a failed login, never for a reason to log in", 5},
		"login-loop storm":             {"wait after a failed login, longer each time, before the next", 11},
		"auth-loop":                    {"send a rejected request once more after a login, and not again", 7},
		"hung-request":                 {"bound every wait, and reject the request at its end", 3},
		"hung-request login-succeeded": {"let those who wait share the login's promise, instead of a list of their own", 1},
		"hung-request login-failed":    {"open the lock after a failed login, too, and reject those who waited for it", 4},
		"tokenless-send":               {"let requests wait until the launch or the login has brought a token", 2},
		"auth-failure-delivered":       {"resolve a page's call with its own answer and only if that is a success, reject it otherwise", 13},
		"auth-failure-ignored":         {"log in after an authentication failure, and send the request once more", 7},
		"error-swallowed":              {"reject a page's call where the answer is an error or there is none", 13},
		"session-trusted":              {"ask whether there is a token that was not rejected: checkSession says nothing of it", 6},
		"fresh-token-deleted":          {"compare the rejected token with the current one before it is removed", 6},
		"replayed-write":               {"send a write again only after an authentication failure, never because its answer was lost", 7},
		"login-starved":                {"keep one slot of wx.request free for the login POST", 8},
		"wait-after-login":             {"await the login's promise, instead of a timer that looks for a token", 1},
		"wrong-domain":                 {"take the domain from envVersion, and let an unknown one be an error", 10},
		"sealed-before-login":          {"seal the data again after a login, just before it is sent", 9},
		"session-key-displaced":        {"let one login run at a time: the server keeps the key of the code that it exchanged last", 1},
		"session-key-leaked":           {"keep the session_key on the server: a client takes nothing but its token from the answer to a login", 14},
		"error-taken-for-login":        {"let the server answer a code that WeChat refused with an error, which is a failed login for the client", 5},
		"identity-mixed":               {"let no token outlive a logout, nor a login that began before it; else look for a mix-up at the server", 15},
		"script-error frozen":          {"let no turn work or loop for long: bound what it repeats, and wait with a promise", 3},
		"script-error":                 {"catch what a call of wx throws, and reject the page's call with it", 13},
	}
}
