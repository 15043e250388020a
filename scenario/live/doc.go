// Package live runs a scenario on real sockets and in real time.
//
// The virtual clients are spread over a few workers. A worker is one goroutine
// that owns its clients: it runs their turns, their timers and their flows, and
// keeps its own counts and histograms. What blocks, a request to the target or a
// call to WeChat, has a goroutine of its own while it is under way and comes back
// through the worker's inbox. So a client that waits costs no goroutine, and
// nothing on the path of a request is locked or shared between workers.
package live
