// Package devserver is the stand-in developer server (开发者服务器): the backend
// that load runs talk to when they have none of their own. It does what the
// backends of published mini programs do between them: it exchanges a code at
// WeChat for an openid, finds or creates the user, issues a token, and answers
// requests that carry one.
//
// [Machine] is the server without clock, network, disk or goroutine: a pure
// state machine that simulators call directly. [Server] puts it on a socket,
// asks WeChat over HTTP and keeps its users and tokens in a [Store], if it has one.
//
// # Routes
//
//	POST /login, /user/login   {"code"}: a token for the user behind the code
//	GET  /test, /test2, /tokenInvalid, /getUserInfo
//	POST /checkSession         does the token still hold?
//	GET  /me                   the caller: {"openid", "user": n}
//	POST /orders               {"id", "item"}: counts accepted requests by id
//	POST /profile              what wx.getUserInfo gave: opened, {"nickName"};
//	                           HTTP 422 with code 42201 where that fails
//	POST /upload               a form with a file: {"size"}
//	GET  /file?size=BYTES      a file of that size, 200 KB without
//	POST /logout               ends the token that it carries
//	any  /api/<name>           {"name": "<name>"}
//	any  /public/<name>        the same without a token
//	     those of [Answers]    the bodies that they list
//	POST /refresh              {"refresh_token"}: a new token, where the contract has
//	                           refresh tokens
//
// Where the contract says so, each answer to a request with a valid token brings another
// token in a header.
//
// All but the login, the refresh and /public need a token, in the header Authorization, with or
// without "Bearer " before it. A login's code and an order's fields may come as
// JSON or as a form. Where the login, the code and the token are, and what an
// answer has around its data, is a [Contract], of which the ones that published
// wrappers expect have names, their [Shape].
//
// # Control
//
// A [Server] also answers control calls, in plain JSON. Users are named by
// openid, the only name of them that a developer server has; the ledger of the
// mock WeChat maps its users to openids.
//
//	POST /_dev/expire-tokens  {"users"?: [openid, …], "share"?: 0.5}
//	POST /_dev/expire-refresh-tokens  {"users"?: [openid, …]}
//	POST /_dev/tokens         {"users": [openid, …], "valid"?: false}
//	                          → {"tokens": {openid: token}, "refresh_tokens"?: {openid: token}}
//	GET  /_dev/ledger         the [Ledger]
//
// The sums of the ledger are of one moment after the call. Its orders are read in pages
// after that, while requests are answered. No web page of another site can make these
// calls: see [ServerOptions].Hosts.
//
// A body has at most 1 MB, which is room for some 30 000 openids.
package devserver
