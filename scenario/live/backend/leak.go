package backend

import (
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/mockwx/keyindex"
)

// shortestKey is the length of a session_key in its shortest form, as raw bytes.
const shortestKey = 16

// KnowsKeys reports whether answers can be searched for session_keys: those of a mock
// in another process are not known.
func (b *Backend) KnowsKeys() bool { return b.servers.keys != nil }

// Leak is how one of the session_keys stands in an answer, its headers included;
// empty where none does, or none is known. It is for the goroutine that received the
// answer, after its time was taken.
func (b *Backend) Leak(resp *wx.Response) (form string) { return leak(b.servers.keys, resp) }

// leak searches an answer for keys; nil keys are never found.
func leak(keys *keyindex.Index, resp *wx.Response) (form string) {
	if keys == nil {
		return ""
	}
	if form = keys.Search(resp.Body); form != "" {
		return form
	}
	for i := range resp.Header {
		line := &resp.Header[i]
		if line.Name == "Date" || line.Name == "Content-Type" || len(line.Value) < shortestKey {
			continue // the two are in every answer, and made by the server's library
		}
		if form = keys.Search([]byte(line.Value)); form != "" {
			return form
		}
	}
	return ""
}
