// Package wrapper has the request wrappers that a virtual client can run: the
// code between a page and wx.request with the login lock, the queue of pending
// requests, the choice of domain by envVersion and the retry after an
// authentication failure.
//
// The file reference.go is the wrapper that is right. Every other wrapper ports
// a published one, faithfully, with its bugs; its file opens with the document's
// idea and its known holes. [All] lists them.
package wrapper
