// Package mockwx is a mock of WeChat for the tests of a mini program and its
// backend: the device's wx.login, wx.checkSession, wx.getUserInfo and
// getPhoneNumber, and the server API for login and identity.
//
// [Machine] is the mock itself, a state machine without clock, goroutines or
// I/O: time comes in with each call and all randomness from [Options].Seed, so
// that a simulator can hold it. [Server] puts it behind HTTP and adds latency
// and faults. A Go test starts one with [NewServer], the way it uses httptest.
//
// # The server API
//
// GET /sns/jscode2session answers as WeChat does, errors included: HTTP 200,
// Content-Type text/plain, errcode absent on success, a rid in errmsg, "/"
// written as "\/". Where WeChat's documentation is silent:
//
//   - Checks go in this order: appid, secret, code present, grant_type, code
//     known, quota, code unused. Only a success uses the code up.
//   - grant_type other than authorization_code is 40002, another method than GET
//     43001, an unknown path 40066, as in WeChat's list of return codes.
//   - A code belongs to one app; for another it is unknown (40029).
//   - A code is remembered for its 5 minutes, used or not. Used again after
//     them it is unknown (40029) and no longer used (40163).
//   - The quota of one user (45011) counts per calendar minute, all calls whose
//     code is a code of that user.
//   - A high-risk user (40226) keeps the code: it works once WeChat trusts again.
//
// /cgi-bin/token and stable_token give access tokens; /wxa/checksession,
// resetusersessionkey and business/getuserphonenumber take them. Their answers
// are application/json; encoding=utf-8, their errmsg has no comma before the rid.
// Parameters may stand in the query, a JSON body or a form, whichever the SDKs
// use, but the access_token in the query and the code of a phone number in JSON.
// Where WeChat's documentation is silent:
//
//   - A token that was replaced is 40001 after its 5 minutes, one whose lifetime is
//     over 42001. A forced refresh leaves no 5 minutes: it is meant for leaks.
//   - Days are Beijing's. A forced refresh over the quota is 45009.
//   - Checks go in this order: method, access_token, sig_method, openid (40003 if
//     the app has no such user), session, signature.
//   - POST without a body is 44002, with one that is no JSON object 47001.
//   - A reset counts as displacing the key. The device's session goes on.
//
// # session_key
//
// A user has at most one valid session_key an app. wx.login makes it, not
// jscode2session: "getting a new code may rotate it". [Rotation] says when.
// A login that keeps a key renews its lifetime, since WeChat extends a key by
// use. jscode2session returns the key of its code's login, as WeChat documents
// it ("the session_key of this login"), even where a later login has already
// displaced it. A session that ended comes back only with the next wx.login.
//
// # The device and control
//
// POST /_wx/login, checksession, userinfo and phonenumber are the device. Open
// data is sealed with the valid session_key; without one the call fails. The calls
// under /_wx/control/ expire sessions, codes and tokens, rotate keys, block users and
// set faults; GET /_wx/ledger counts, /_wx/apps lists the apps. The rate limit of
// wx.login (4 a second) is the device's: the mock only counts.
//
// A [Server] reads the ledger in pages and answers other calls in between. Whatever was
// counted before the call is in the answer. Each user's line is of one moment, and so is
// what each user adds to the sums, which are read first; what is counted meanwhile may
// be in a line and not in the sums. No web page of another site can make the calls under
// /_wx/: see [ServerOptions].Hosts.
//
// # As a service
//
// A [Server] has a page for people at /, /healthz and /metrics (Prometheus). It
// can keep its state in a [Store] (package [statefile] opens one that is a file),
// write a log without secrets and ask for a token before control calls: see
// [ServerOptions]. A [Fault] makes it fail as WeChat, a gateway before it or the
// network does. Its memory is bounded by the limits in [Options], whatever is thrown
// at it. Package [proxy] serves it to backends that have https://api.weixin.qq.com
// written into them.
//
// [statefile]: https://pkg.go.dev/github.com/wxload/wxload/mockwx/statefile
// [proxy]: https://pkg.go.dev/github.com/wxload/wxload/mockwx/proxy
package mockwx
