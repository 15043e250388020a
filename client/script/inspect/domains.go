package inspect

import (
	"slices"
	"strings"

	"github.com/wxload/wxload/client/script/engine"
	"github.com/wxload/wxload/client/wx"
)

// domains are the origins that most requests go to, by envVersion.
func (in *inspection) domains(r *run, login *foundLogin) []Domain {
	here := origin(in.business(r, login))
	if here == "" {
		return nil
	}
	if !in.project.Mentions("envVersion") {
		return []Domain{in.domain(here, "")}
	}
	all := []Domain{in.domain(here, in.env)}
	same := true
	for _, env := range []string{"trial", "release"} {
		in.env = env
		t, err := in.short(r.policy)
		if err != nil {
			break
		}
		if there := origin(in.business(t, in.login(t))); there != "" {
			all = append(all, in.domain(there, env))
			same = same && there == here
		}
	}
	in.env = "develop"
	if same {
		return []Domain{in.domain(here, "")}
	}
	return all
}

func originOf(s *sent) string {
	o, _ := wx.Origin(s.URL)
	return o
}

// origin is the one of most requests; empty where there is none.
func origin(sends []*sent) string {
	count, best := map[string]int{}, ""
	for _, s := range sends {
		o, is := wx.Origin(s.URL)
		if !is {
			continue
		}
		if count[o]++; best == "" || count[o] > count[best] {
			best = o
		}
	}
	return best
}

func (in *inspection) domain(url, env string) Domain {
	return Domain{URL: url, Env: env, At: placeOf(in.mention(url))}
}

// mention is where a text stands in the code.
func (in *inspection) mention(text string) engine.Place {
	for i := range in.files {
		if at := strings.Index(strings.ToLower(in.files[i].text), text); at >= 0 {
			return in.files[i].place(at)
		}
	}
	return engine.Place{}
}

// hosts are all origins that requests went to, in their order.
func (r *run) hosts() []string {
	var all []string
	for _, s := range r.sends {
		if o, is := wx.Origin(s.URL); is && !slices.Contains(all, o) {
			all = append(all, o)
		}
	}
	return all
}
