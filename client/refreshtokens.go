package client

import "hash/maphash"

// refreshTokens follows which refresh tokens a client has sent, and judges how often. It
// keeps hashes only.
type refreshTokens struct {
	seed  maphash.Seed
	known []*refreshToken // the last maxKnown ones, oldest first
}

// refreshToken is one that was sent. A nil one is that of a POST without any.
type refreshToken struct {
	hash    uint64
	open    int  // POSTs that have no answer yet
	refused int  // and those that were turned down
	spent   bool // a POST of it was answered with another refresh token
}

// sent judges that a token leaves in a refresh POST. Nobody may send one that is spent.
func (r *refreshTokens) sent(token string) (*refreshToken, verdict) {
	if token == "" {
		return nil, verdict{}
	}
	x := r.find(token)
	x.open++
	if x.spent {
		return x, verdict{Class: RefreshTokenReused}
	}
	return x, verdict{}
}

func (r *refreshTokens) find(token string) *refreshToken {
	if r.known == nil {
		r.seed = maphash.MakeSeed()
	}
	hash := maphash.String(r.seed, token)
	for _, x := range r.known {
		if x.hash == hash {
			return x
		}
	}
	x := &refreshToken{hash: hash}
	if len(r.known) == maxKnown {
		copy(r.known, r.known[1:])
		r.known = r.known[:maxKnown-1]
	}
	r.known = append(r.known, x)
	return x
}

// over takes in that a POST of the token is over, and whether it was turned down.
func (x *refreshToken) over(refused bool) {
	if x == nil {
		return
	}
	x.open--
	if refused {
		x.refused++
	}
}

// succeeded takes in that a POST of the token was answered with a token, and with which
// refresh token. Where that is another, the first is spent: it gives how many POSTs of it
// were too many, those that were turned down before and those that are still out. Where it
// is the same, or none, the token works for ever, and may be sent as often as one likes.
func (r *refreshTokens) succeeded(x *refreshToken, successor string) (tooMany int) {
	if x == nil || x.spent || successor == "" || maphash.String(r.seed, successor) == x.hash {
		return 0
	}
	x.spent = true
	return x.refused + x.open
}
