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
// The client above the connections is resty on net/http's Client, which follows
// redirects; below it a RoundTripper of this package works on raw connections.
// net/http's own transport runs two goroutines and two 4 KB buffers for each
// connection. Here an idle connection is a socket and a small struct: it borrows
// its buffers while a request runs and has no goroutine, so the package starts
// none at all.
//
// # Nothing is sent twice
//
// The books of a run compare what the clients sent with what the server
// handled. A request whose connection dies is therefore an error, whether or not
// the server saw it, and is never sent again. Only a connection that is found
// closed before a byte of the request was written to it is replaced.
// Redirects are the exception that a device makes too; [Stats] counts them.
package transport
