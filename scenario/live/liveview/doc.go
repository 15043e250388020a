// Package liveview shows a run to people while it goes on: the page of its report, which
// gets what has changed as server-sent events, and can end the load early.
//
// A page asks with the key of the run, which it has from its server: as part of itself, or
// in exchange for a token where one is set. So no other site's page can read or stop a
// run, and neither key nor token is ever in an address that is sent.
package liveview
