package client

import "time"

// refusals counts POSTs that the login endpoint of a target answered with the
// authentication failure, in a row, without anybody asking for more.
type refusals struct {
	count int
	last  time.Time
}

// maxRefusals is how often in a row a wrapper may be told by the login endpoint
// itself to log in, and do so.
const maxRefusals = 3

// answered notes whether the login endpoint answered with the authentication
// failure.
func (r *refusals) answered(refused bool, now time.Time) {
	if !refused {
		r.count = 0
		return
	}
	r.count++
	r.last = now
}

// userActs forgets the refusals: what follows is made for the user.
func (r *refusals) userActs() { r.count = 0 }

// judge judges a login, or a POST of one, that follows on refusals of the
// login endpoint. One that a page has asked for since is not made because of them.
func (r *refusals) judge(asked bool) verdict {
	if asked {
		r.count = 0
	}
	if r.count <= maxRefusals {
		return verdict{}
	}
	r.count = 0
	return verdict{Class: LoginLoop}
}
