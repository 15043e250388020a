package situation

import (
	"slices"
	"testing"
)

func TestEverySituationThatComesWithTheToolIsValidAndFound(t *testing.T) {
	for _, s := range All() {
		if err := s.Validate(); err != nil {
			t.Errorf("%s: %v", s.Name, err)
		}
		if found, err := Find(s.Name); err != nil || found.Summary != s.Summary {
			t.Errorf("%s: found %+v, %v", s.Name, found, err)
		}
	}
	if _, err := Find("rush-hour"); err == nil {
		t.Error("a situation that there is not is found")
	}
}

func TestBadSituationsAreRefused(t *testing.T) {
	for name, change := range map[string]func(*Situation){
		"name":      func(s *Situation) { s.Name = "" },
		"token":     func(s *Situation) { s.Token = "maybe" },
		"threads":   func(s *Situation) { s.Threads = nil },
		"deed":      func(s *Situation) { s.Threads = [][]Deed{{{Do: "dance"}}} },
		"fault":     func(s *Situation) { s.Faults = []Budget{{"flood", 1}} },
		"many":      func(s *Situation) { s.Requests = 1000 },
		"refresh":   func(s *Situation) { s.Refresh = "twice" },
		"slots":     func(s *Situation) { s.Slots = -1 },
		"neverMany": func(s *Situation) { s.Faults = []Budget{{TokensExpire, 0}} },
	} {
		s, _ := Find("cold-start")
		change(&s)
		if err := s.Validate(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestFurtherFaultsLeaveTheSituationAsItWas(t *testing.T) {
	s, _ := Find("late-401")
	more := s.With(TokensExpire, RequestLost)
	if want := []Budget{{TokensExpire, 2}, {RequestLost, 1}}; !slices.Equal(more.Faults, want) {
		t.Errorf("got %v, want %v", more.Faults, want)
	}
	if want := []Budget{{TokensExpire, 1}}; !slices.Equal(s.Faults, want) {
		t.Errorf("the situation itself has %v now, want %v", s.Faults, want)
	}
}

func TestThePagesOfASituationNameTheirRequests(t *testing.T) {
	s := Situation{Requests: 3, Threads: [][]Deed{{{Do: Launch}, {Do: Load, Requests: 1}}, {{Do: Load, Public: 1, Writes: true}}}}
	var got []string
	for _, place := range [][2]int{{0, 0}, {0, 1}, {1, 0}} {
		for _, c := range s.Calls(place[0], place[1]) {
			identity := ""
			if c.Identity {
				identity = " with token"
			}
			got = append(got, c.Method+" "+c.URL+identity)
		}
	}
	want := []string{"GET /api/A with token", "POST /api/B with token", "POST /api/C with token", "POST /public/D"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestRequestNamesHaveOnePlaceEach(t *testing.T) {
	for i := range maxRequests {
		if got := RequestIndex(RequestName(i)); got != i {
			t.Errorf("%q is number %d, want %d", RequestName(i), got, i)
		}
	}
}
