package explore

import (
	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// Unsearched are the classes of defects that a search of a situation with a wrapper does
// not look for, each with the reason.
func Unsearched(s *situation.Situation, info wrapper.Info) map[string]string {
	const times, world = "not searched for: it is a matter of exact times", "not searched for: no situation has several users"
	classes := map[string]string{client.LoginRate: times, client.SlowAfterLogin: times,
		client.KeyLeaked: world, client.FalseLogin: world, client.IdentityMixed: world}
	if !s.Seals() {
		const sealed = "not searched for: the situation has no sealed data"
		classes[client.SealedBeforeLogin], classes[client.KeyDisplaced] = sealed, sealed
	}
	if s.Refresh == "" {
		const none = "not searched for: the situation has no refresh tokens"
		classes[client.DuplicateRefresh], classes[client.RefreshTokenReused] = none, none
	}
	if s.Renewed == "" {
		classes[client.TokenRegressed] = "not searched for: in the situation no answer renews the token"
	}
	for _, class := range info.Unjudged() {
		classes[class] = "not searched for: which function the pages call is not known; wrapper.calls of a scenario names it"
	}
	return classes
}
