// Package transport is the network of virtual clients: thousands in one
// process, each with connections of its own, as devices have.
//
// A [Transport] is shared by all clients of a run and holds what they have in
// common. A [Client] is one device: a pool of at most so many HTTP/1.1
// connections. A [Call] is one wx.request on it.
//
//	t := transport.New(transport.Config{Clients: 1000})
//	client := t.Client(17)
//	defer client.Close()
//	call := client.Call(&wx.Request{URL: "http://127.0.0.1:8080/test"})
//	response, err := call.Do() // on a goroutine of the caller's
//
// Package wire says what a request looks like on a connection and reads its answer, and
// what a redirect leads to; here are the connections. net/http's own transport runs two
// goroutines and two 4 KB buffers for each of them. Here an idle connection is a socket and
// a small struct: it borrows its buffers while a request runs and has no goroutine, so the
// package starts none at all.
//
// # What is sent again
//
// A server may close an idle connection at the very moment when a request leaves on
// it. Devices send through Chromium's network stack, which sends such a request once
// more: where a connection that had served a request before is reset, closed or
// aborted, or gives no answer, before the head of an answer is complete, the request
// goes out again on another connection, whatever its method, a POST included
// (HttpNetworkTransaction::HandleIOError and ShouldResendRequest in
// net/http/http_network_transaction.cc). On a fresh connection it does not: so the
// resends end when the kept connections do. A head that ends before it is complete,
// an error within the body, a timeout and all other errors are final. This package
// does the same where [Config] asks for it. (iOS does it for idempotent methods only;
// the errors here are those of Android.)
//
// The server may have handled a request whose connection then died, so that it
// handles it twice although the client sent it once: that is how a device places an
// order twice. The books of a run therefore count the resends: what the server
// handled is at most what the clients sent and what was sent again. [Stats] tells
// them, and redirects, which are followed as a device does. Nothing else is sent
// twice. A connection that is found closed before a byte of the request was written
// to it is replaced, and is no resend.
package transport
