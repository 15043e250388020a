// Package client is one virtual client: a user's mini program on a device, with
// its app's life, its pages, and the observer that turns the events which can be
// seen from outside a wrapper into logins, outcomes and defects.
//
// # The observer
//
// [Observer] sees every event of the platform, the app and its pages. It passes
// each to those of its parts that it concerns, and counts their verdicts in its
// [Tally]. Each part keeps its own state and judges one thing:
//
//	logins      whether a wx.login is justified; codes; loops; which login a hung call waits for
//	checks      wx.checkSession: failures that justify a login, sends that trust a session
//	tokens      which token is current, which are older or rejected; causes of a login; removals
//	rejections  whether a late rejection may be why the wrapper does something
//	calls       requests of pages: how often they are sent and accepted, how they are settled
//	flights     requests on their way: slots, and login POSTs that wait for one
//	keys        data that was sealed under another session_key than the server's
//	identity    whose answers the client gets
//	rates       WeChat's limits of calls a second
//	presence    whether the app is in the foreground
//	history     the last steps, for the example of a defect
//
// A verdict is the class and kind of a defect, or none. A new class is a new
// verdict of the part that has the state for it, or of a new part.
package client
