// Package capture reads what other tools keep or tell of a backend's requests: a HAR file
// of the developer tools, Charles or whistle, curl commands, a Postman collection, an
// OpenAPI description. Each reader yields the same: a list of exchanges, each a request
// and, where the file has it, its answer. Package infer finds out what they mean.
//
// A reader passes over a part that it cannot read and notes it; it fails where nothing of
// a file can be read. It opens no other file and asks nothing of the net. What it returns
// holds whatever secrets the file holds.
package capture
