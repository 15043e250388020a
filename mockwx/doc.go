// Package mockwx is a mock of WeChat for the tests of a mini program and its
// backend: the device's wx.login and wx.checkSession, and the server API that
// turns a code into an openid and a session_key.
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
// POST /_wx/login and /_wx/checksession are the device. The calls under
// /_wx/control/ expire sessions and codes and set faults; GET /_wx/ledger counts.
// The rate limit of wx.login (4 a second) is the device's: the mock only counts.
package mockwx
