package scenario

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestInitialStatesMeetTheirSharesToTheClient(t *testing.T) {
	for _, count := range []int{1, 2, 3, 7, 100, 999, 1000, 4096, 10_000} {
		s := newScenario()
		s.Seed = uint64(count)
		s.Clients.Count = count
		s.Clients.Initial = InitialTokens{None: 0.5, Valid: 0.3, Expired: 0.2}
		s.Clients.Session = sessionShares{Valid: 0.8, Invalid: 0.2}
		got := map[TokenState]int{}
		sessions := 0
		for client := 1; client <= count; client++ {
			state := s.Initial(client)
			got[state.Token]++
			if state.SessionValid {
				sessions++
				if state.Token == NoToken {
					t.Fatalf("client %d has a session and no token", client)
				}
			}
		}
		for state, share := range map[TokenState]float64{NoToken: 0.5, ValidToken: 0.3, ExpiredToken: 0.2} {
			if math.Abs(float64(got[state])-share*float64(count)) > 1 {
				t.Errorf("%d clients: state %d has %d, want %v of them", count, state, got[state], share)
			}
		}
		// The session's share is met among the clients with a token, by chance.
		want := 0.8 * 0.5 * float64(count)
		if spread := 5 * math.Sqrt(float64(count)); math.Abs(float64(sessions)-want) > spread {
			t.Errorf("%d clients: %d sessions, want about %v", count, sessions, want)
		}
	}
}

func TestPlacesAreAPermutation(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 300 {
		s := newScenario()
		s.Seed = r.Uint64()
		s.Clients.Count = 1 + r.IntN(3000)
		seen := make([]bool, s.Clients.Count)
		for client := 1; client <= s.Clients.Count; client++ {
			place := s.place(streamToken, client)
			if seen[place] {
				t.Fatalf("seed %d, %d clients: place %d twice", s.Seed, s.Clients.Count, place)
			}
			seen[place] = true
		}
	}
}

func TestInitialStatesDependOnTheSeedAlone(t *testing.T) {
	first, again, other := Default(), Default(), Default()
	other.Seed = 2
	differ := 0
	for client := 1; client <= first.Clients.Count; client++ {
		if first.Initial(client) != again.Initial(client) {
			t.Fatalf("client %d begins differently in a second run", client)
		}
		if first.Initial(client) != other.Initial(client) {
			differ++
		}
	}
	if differ < 300 {
		t.Errorf("%d of 1000 clients begin differently with another seed", differ)
	}
}

func TestEventsHitTheirShareAndNotTheSameClients(t *testing.T) {
	s := newScenario()
	s.Clients.Count = 1000
	s.Events = []Event{{Share: 0.5}, {Share: 0.5}, {Share: 1}}
	var hit [3]int
	both := 0
	for client := 1; client <= 1000; client++ {
		for event := range hit {
			if s.Affects(event, client) {
				hit[event]++
			}
		}
		if s.Affects(0, client) && s.Affects(1, client) {
			both++
		}
	}
	if hit != [3]int{500, 500, 1000} {
		t.Errorf("events hit %v clients", hit)
	}
	if both < 200 || both > 300 {
		t.Errorf("two events of one half each share %d clients; want about 250", both)
	}
}

func TestUserNamesAreUnique(t *testing.T) {
	if got := User(1) + " " + User(999_999) + " " + User(MaxClients); got != "u000001 u999999 u1000000" {
		t.Error(got)
	}
}
