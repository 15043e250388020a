package situation

import (
	"slices"

	"github.com/wxload/wxload/client/wrapper"
)

// Unassigned is how many requests a load without a number of its own makes.
func (s *Situation) Unassigned() int {
	n := s.Requests
	for _, thread := range s.Threads {
		for _, d := range thread {
			if d.Do == Load {
				n -= d.Requests
			}
		}
	}
	return max(n, 0)
}

// RequestsBefore is how many requests the loads before a deed make, in the order of the
// situation.
func (s *Situation) RequestsBefore(thread, deed int) int {
	n := 0
	for i, deeds := range s.Threads[:min(thread+1, len(s.Threads))] {
		if i == thread {
			deeds = deeds[:deed]
		}
		for _, d := range deeds {
			n += s.RequestsOf(d)
		}
	}
	return n
}

// RequestsOf is how many requests a deed makes.
func (s *Situation) RequestsOf(d Deed) int {
	switch {
	case d.Do == Profile:
		return 1
	case d.Do != Load:
		return 0
	case d.Requests == 0:
		return s.Unassigned() + d.Public
	default:
		return d.Requests + d.Public
	}
}

// TotalRequests is how many requests all loads make together.
func (s *Situation) TotalRequests() int { return s.RequestsBefore(len(s.Threads), 0) }

// Concrete is the situation with the number of requests at each load.
func (s Situation) Concrete() Situation {
	rest := s.Unassigned()
	s.Threads = slices.Clone(s.Threads)
	s.Requests = 0
	for i := range s.Threads {
		s.Threads[i] = slices.Clone(s.Threads[i])
		for j := range s.Threads[i] {
			d := &s.Threads[i][j]
			if d.Do == Load && d.Requests == 0 {
				d.Requests = rest
			}
			s.Requests += d.Requests
		}
	}
	return s
}

// Tapped is what a tap runs.
func (d Deed) Tapped() wrapper.Handler {
	return wrapper.Handler{Name: d.Handler, Detail: []byte(d.Detail), Dataset: []byte(d.Dataset)}
}

// Calls are the requests of the page that a deed loads; none where it loads none.
// Their names follow from the situation, whatever page loads first.
func (s *Situation) Calls(thread, deed int) []*wrapper.Call {
	d := s.Threads[thread][deed]
	if d.Do == Profile {
		return []*wrapper.Call{{Name: RequestName(s.RequestsBefore(thread, deed)), Method: "POST", URL: "/profile", Identity: true}}
	}
	first, public := s.RequestsBefore(thread, deed), d.Public
	var calls []*wrapper.Call
	for i := range s.RequestsOf(d) {
		name := RequestName(first + i)
		call := &wrapper.Call{Name: name, Method: "GET", URL: "/api/" + name, Identity: i < s.RequestsOf(d)-public}
		if d.Writes {
			call.Method = "POST"
		}
		if !call.Identity {
			call.URL = "/public/" + name
		}
		if d.Target > 0 {
			call.URL = s.Further[d.Target-1].Host + call.URL
		}
		calls = append(calls, call)
	}
	return calls
}

// NeedsToken reports whether any request of the pages needs a token.
func (s *Situation) NeedsToken() bool {
	return s.Seals() || s.OpensPages() || s.Concrete().Requests > 0
}

// OpensPages reports whether the user opens pages of a mini program, or taps something
// there: nobody knows what these will ask for.
func (s *Situation) OpensPages() bool { return s.does(Open) || s.does(Tap) }

// WithPage is the situation with a page of a mini program in the place of each page whose
// requests need a token. The page makes its own.
func (s Situation) WithPage(route string) Situation {
	s = s.Concrete()
	s.Threads = slices.Clone(s.Threads)
	for i := range s.Threads {
		s.Threads[i] = slices.Clone(s.Threads[i])
		for j, d := range s.Threads[i] {
			if d.Do == Load && d.Requests > 0 {
				s.Requests -= d.Requests
				s.Threads[i][j] = Deed{Do: Open, Page: route}
			}
		}
	}
	return s
}

// Seals reports whether WeChat seals data for a page. Then it matters which
// session_key the device has, and which one the server keeps.
func (s *Situation) Seals() bool { return s.does(Profile) }

// Hides reports whether the user sends the app to the background. Then turns wait,
// and requests fail, that other turns began.
func (s *Situation) Hides() bool { return s.does(Hide) }

func (s *Situation) does(do DeedKind) bool { return s.has(func(d Deed) bool { return d.Do == do }) }

// UsesAnswers reports whether a page waits for what the answers before it have.
func (s *Situation) UsesAnswers() bool { return s.has(func(d Deed) bool { return d.UsesAnswers }) }

// LogsOut reports whether the user logs out.
func (s *Situation) LogsOut() bool { return s.does(Logout) }

func (s *Situation) has(wanted func(Deed) bool) bool {
	return slices.ContainsFunc(s.Threads, func(thread []Deed) bool { return slices.ContainsFunc(thread, wanted) })
}
