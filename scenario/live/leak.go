package live

import (
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/mockwx"
)

// shortestKey is how few bytes a session_key takes: raw.
const shortestKey = 16

// leak is how one of the keys stands in an answer, its headers included; empty
// where none does. It is for the goroutine that received the answer, after its
// time was taken. Nil keys, those of a mock in another process, find nothing.
func leak(keys *mockwx.KeyIndex, resp *wx.Response) (form string) {
	if keys == nil {
		return ""
	}
	if form = keys.Search(resp.Body); form != "" {
		return form
	}
	for name, lines := range resp.Header {
		if name == "Date" || name == "Content-Type" {
			continue // in every answer, and made by the server's library
		}
		for _, line := range lines {
			if len(line) < shortestKey {
				continue
			}
			if form = keys.Search([]byte(line)); form != "" {
				return form
			}
		}
	}
	return ""
}
