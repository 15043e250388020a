// Package wire is HTTP/1.1 as pure functions: a request becomes bytes, and bytes become
// an answer. Nothing here reads, writes, waits or asks for the time, so that any engine
// can carry it, whatever its sockets are like.
//
// A [Leg] is one request on its way; a redirect makes another leg of it. [AppendRequest]
// writes it, and an [Answer] is fed whatever comes back, in pieces of any size:
//
//	leg, err := wire.First(request)
//	out, err = wire.AppendRequest(out[:0], request, &leg, 0)
//	// … write out
//	answer.Begin(request, &leg, limits)
//	for done := false; !done; {
//		n, err := connection.Read(in)
//		done, err = answer.Feed(in[:n]) // answer.End() where the connection ended
//	}
//	response := answer.Response()
//	next, follow, err := leg.Redirect(response.Status, response.HeaderValue("Location"))
//
// It reads what net/http reads, and refuses what that refuses. Every error is an [Error]:
// it says what a device would say, and nothing that an answer or a URL holds, since those
// may be secrets.
package wire
