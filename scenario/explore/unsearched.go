package explore

import "github.com/wxload/wxload/client"

// Unsearched are the classes of defects that no search looks for, each with the
// reason.
func Unsearched() map[string]string {
	const times, world = "not searched for: it is a matter of exact times", "not searched for: no situation has several users or sealed data"
	return map[string]string{client.LoginRate: times, client.SlowAfterLogin: times,
		client.SealedBeforeLogin: world, client.KeyDisplaced: world, client.KeyLeaked: world, client.FalseLogin: world, client.IdentityMixed: world}
}
