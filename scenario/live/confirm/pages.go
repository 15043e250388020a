package confirm

import (
	"errors"
	"fmt"
	"slices"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/live/backend"
)

// pages are the requests of a scenario's flow, by their kind: reads, writes, and
// those that need no token. Each request of an order becomes the next one of its
// kind, and after the last one the first again. One that uses what an earlier answer had
// is taken only where its kind has no other.
type pages struct {
	reads, writes, public []scenario.Request
	profiles              []scenario.Request // what sends data that WeChat has sealed
	user                  string
	row                   *scenario.Row // of a feed
	marked                []wx.Header   // of the wrapper, with placeholders
	embedded              bool          // the target answers any request
	filled                int
	saves                 map[*wrapper.Call]map[string]scenario.Saved
	saved                 backend.Saved
}

func pagesOf(s *scenario.Scenario, user string) *pages {
	p := &pages{user: user, row: s.FeedRow(user), marked: backend.Marked(s.Wrapper.Header), embedded: s.EmbeddedTarget(), saves: map[*wrapper.Call]map[string]scenario.Saved{}}
	s.EachStep(p.add)
	for _, kind := range []*[]scenario.Request{&p.reads, &p.writes, &p.public} {
		uses := func(r scenario.Request) bool { return r.UsesSaved() }
		if free := slices.DeleteFunc(slices.Clone(*kind), uses); len(free) > 0 {
			*kind = free
		}
	}
	return p
}

func (p *pages) add(step *scenario.Step) {
	switch step.Kind {
	case scenario.StepProfile:
		p.profiles = append(p.profiles, step.Requests...)
	case scenario.StepPage, scenario.StepLogout:
		for _, r := range step.Requests {
			kind := p.kind(r.Method, r.Identity)
			*kind = append(*kind, r)
		}
	default: // makes no requests that the file has
	}
}

func (p *pages) kind(method string, identity bool) *[]scenario.Request {
	switch {
	case !identity:
		return &p.public
	case slices.Contains([]string{"GET", "HEAD", "OPTIONS"}, method):
		return &p.reads
	default:
		return &p.writes
	}
}

// fill gives a request of an order the method, path, headers and body of one of
// the flow. Its name stays the order's. Where the flow has none of its kind it
// stays as it is, for a target that is embedded; another would not know it.
func (p *pages) fill(c *wrapper.Call, profile bool) error {
	kind := p.kind(c.Method, c.Identity)
	if profile {
		kind = &p.profiles
	}
	if len(*kind) == 0 {
		if p.embedded {
			return nil
		}
		return &backend.MisfitError{Message: fmt.Sprintf("the order has %s, and the flow has none", p.describe(kind)),
			Hint: "add one to a page of the flow, with a path that the target knows"}
	}
	r := (*kind)[0]
	*kind = append((*kind)[1:], r)
	c.Method, c.URL, c.Header = r.Method, r.Path, backend.Headers(r.Header)
	if r.Body != nil {
		c.Body = r.Body
	}
	p.saves[c] = r.Save
	return nil
}

// fillIn puts values into a request of an order when its page makes it.
func (p *pages) fillIn(c *wrapper.Call) error {
	p.filled++
	if lacks := backend.Fill(c, p.marked, p.values(fmt.Sprintf("replay-%d", p.filled))); lacks != "" {
		return errors.New(p.saved.Why(lacks))
	}
	return nil
}

// values are what the placeholders of a call with that id stand for.
func (p *pages) values(id string) *backend.Values {
	return &backend.Values{User: p.user, ID: id, Row: p.row, More: p.saved.Values()}
}

func (p *pages) describe(kind *[]scenario.Request) string {
	switch kind {
	case &p.profiles:
		return "a profile"
	case &p.public:
		return "a request that needs no token"
	case &p.writes:
		return "a request that writes"
	default:
		return "a request that reads with a token"
	}
}
