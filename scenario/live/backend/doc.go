// Package backend is what the clients of a scenario talk to: the mock WeChat and
// the target, each embedded or elsewhere.
//
// [Open] starts what the scenario embeds. [Backend.Probe] then tries out with one
// login and one request whether all fits together, [Backend.Give] gives users the
// tokens and sessions that they begin with, and [Backend.Expire] ends them. The
// servers count what they do. [Backend.Ledgers] reads their counts before a load;
// [Backend.MockBooks] and [Backend.TargetBooks] tell what was added since.
//
// The requests of clients do not go through here, but for what their devices ask of
// WeChat ([Backend.Login] and its like).
package backend
