package scenario

import (
	"fmt"
	"math"
	"math/bits"
)

// MaxClients is the largest number of virtual clients in one scenario.
const MaxClients = 1_000_000

// Clients says how many virtual clients there are and how they begin.
type Clients struct {
	Count   int           `yaml:"count" min:"1" max:"1000000" default:"100" doc:"How many virtual clients there are: the users u000001, u000002, …"`
	Initial InitialTokens `yaml:"initial" whole:"token shares" doc:"What the clients hold at a cold start, as shares that add up to 100 %."`
	Feed    Feed          `yaml:"feed" doc:"File with values for the clients, a row each: its name, or a mapping."`
	Session sessionShares `yaml:"session" whole:"session shares" doc:"Whether WeChat's session_key of the clients with a token still holds, as shares that add up to 100 %."`
}

// InitialTokens are the shares of clients by the token in their storage.
type InitialTokens struct {
	None    Share `yaml:"none" default:"100%" doc:"Share of clients without a token: their first visit."`
	Valid   Share `yaml:"valid" default:"0%" doc:"Share of clients with a token that the target accepts."`
	Expired Share `yaml:"expired" default:"0%" doc:"Share of clients with a token that the target rejects."`
}

// sessionShares are the shares of the clients with a token by their session.
type sessionShares struct {
	Valid   Share `yaml:"valid" default:"100%" doc:"Share of clients whose wx.checkSession succeeds."`
	Invalid Share `yaml:"invalid" default:"0%" doc:"Share of clients whose wx.checkSession fails."`
}

// TokenState is what a client holds in its storage at a cold start.
type TokenState int

// The token states. A client without a token has no session either.
const (
	NoToken TokenState = iota
	ValidToken
	ExpiredToken
)

// InitialState is how one client begins.
type InitialState struct {
	Token        TokenState
	SessionValid bool // false too for a client without a token
}

// User returns the name of the user behind a client: "u000001" for client 1.
// Clients are numbered from 1.
func User(client int) string { return fmt.Sprintf("u%06d", client) }

// The streams of the seed: what is drawn for a client must not depend on what
// else is drawn for it.
const (
	streamToken uint64 = iota + 1
	streamSession
	streamEvent // and the numbers after it, one for each event
)

// Initial returns how a client begins; client is its number, from 1 to
// Clients.Count. It is a pure function of the seed, the number of clients and
// their shares, and over all clients it meets each share to the nearest client.
func (s *Scenario) Initial(client int) InitialState {
	place := s.place(streamToken, client)
	none := quota(s.Clients.Initial.None, s.Clients.Count)
	valid := quota(s.Clients.Initial.None+s.Clients.Initial.Valid, s.Clients.Count)
	if place < none {
		return InitialState{Token: NoToken}
	}
	state := InitialState{Token: ValidToken}
	if place >= valid {
		state.Token = ExpiredToken
	}
	state.SessionValid = s.place(streamSession, client) < quota(s.Clients.Session.Valid, s.Clients.Count)
	return state
}

// Affects tells whether an event, by its index in Events, hits a client. Over
// all clients it meets the event's share to the nearest client.
func (s *Scenario) Affects(event, client int) bool {
	share := s.Events[event].Share
	return s.place(streamEvent+uint64(event), client) < quota(share, s.Clients.Count)
}

// quota is how many of n a share is.
func quota(share Share, n int) int { return int(math.Round(float64(share) * float64(n))) }

// place returns the client's place, from 0, in a permutation of all clients
// that belongs to the seed and the stream.
func (s *Scenario) place(stream uint64, client int) int {
	n := uint64(s.Clients.Count)
	half := (bits.Len64(n-1) + 1) / 2
	key := mix(s.Seed ^ mix(stream))
	x := uint64(client-1) % n
	// A Feistel network permutes a power of four; walking its cycle until the
	// value is below n gives a permutation of the n clients.
	for {
		if x = feistel(x, key, half); x < n {
			return int(x)
		}
	}
}

// feistel permutes the numbers of 2*half bits.
func feistel(x, key uint64, half int) uint64 {
	mask := uint64(1)<<half - 1
	left, right := x>>half, x&mask
	for round := range uint64(4) {
		left, right = right, left^(mix(right^mix(key+round))&mask)
	}
	return left<<half | right
}

// mix is the finalizer of SplitMix64: every bit of x changes half of the result.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
