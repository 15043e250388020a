package live

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/live/backend"
)

// calls are a page's requests, with their placeholders filled in.
func (u *user) calls(requests []scenario.Request) []*wrapper.Call {
	all := make([]wrapper.Call, len(requests))
	calls := make([]*wrapper.Call, len(requests))
	for i := range requests {
		r := &requests[i]
		all[i] = wrapper.Call{Name: r.Name, Method: r.Method, URL: r.Path, Identity: r.Identity, Body: r.Body, Sealed: r.Sealed}
		if len(r.Header) > 0 {
			all[i].Header = backend.Headers(r.Header)
		}
		u.fill(&all[i])
		calls[i] = &all[i]
	}
	return calls
}

// The placeholders of a request's path and body.
const (
	idPlaceholder   = "{{id}}"
	userPlaceholder = "{{user}}"
)

func (u *user) fill(c *wrapper.Call) {
	if !strings.Contains(c.URL, "{{") && !bytes.Contains(c.Body, []byte("{{")) {
		return
	}
	u.made++
	id := u.name + "-" + strconv.Itoa(u.made)
	filled := strings.NewReplacer(idPlaceholder, id, userPlaceholder, u.name)
	c.URL = filled.Replace(c.URL)
	if c.Body != nil {
		c.Body = []byte(filled.Replace(string(c.Body)))
	}
}
