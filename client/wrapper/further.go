package wrapper

import (
	"slices"

	"github.com/wxload/wxload/client/wx"
)

// At are the settings of the backend to which a URL leads: of the further one whose origin
// it has, and s itself for any other.
func (s *Settings) At(url string) *Settings {
	if len(s.Further) == 0 {
		return s
	}
	return s.further(url)
}

func (s *Settings) further(url string) *Settings {
	origin, _ := wx.Origin(url)
	for _, f := range s.Further {
		if f.Target.Origin == origin {
			return f
		}
	}
	return s
}

// Named are the settings of the further backend that an origin in the app's code names; nil
// where it names none.
func (s *Settings) Named(origin string) *Settings {
	for _, f := range s.Further {
		if f.Target.isAt(origin) {
			return f
		}
	}
	return nil
}

// isAt reports whether an origin is the target's, or stands for it.
func (t *Target) isAt(origin string) bool {
	return origin != "" && (origin == t.Origin || slices.Contains(t.Hosts, origin))
}

// Targets are the backends that the app talks to, the first and the further ones.
func (s *Settings) Targets() []*Target {
	all := []*Target{&s.Target}
	for _, f := range s.Further {
		all = append(all, &f.Target)
	}
	return all
}
