package client

// identity is the client's own openid, empty until it is known.
type identity string

// judgeName judges the user that an answer names; empty is none.
func (i *identity) judgeName(openid string) verdict {
	switch {
	case openid == "" || openid == string(*i):
		return verdict{}
	case *i == "":
		*i = identity(openid)
		return verdict{}
	default:
		return verdict{Class: IdentityMixed}
	}
}
