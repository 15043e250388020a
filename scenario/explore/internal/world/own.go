package world

import (
	"strconv"

	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// maxOwn bounds the requests of a run that a mini program's pages make themselves and
// that are told apart. The later ones count as the last of them.
const maxOwn = 150

// own takes in a request that a page of a mini program has made itself: it comes after
// those of the situation. Of several of one name the later ones have a number behind it.
func (w *World) own(e *wx.Event) {
	if e.ID <= len(w.callers) { // the situation's: it is known
		return
	}
	if len(w.names) == maxOwn {
		w.callers = append(w.callers, uint8(len(w.requests)-1))
		return
	}
	name, n := e.Name, 1
	for w.isOwn(name) {
		n++
		name = e.Name + " #" + strconv.Itoa(n)
	}
	group := mix(mix(textHash(e.Name), uint64(n)), 7)
	w.names = append(w.names, name)
	w.requests = append(w.requests, request{group: group, local: group})
	w.callers = append(w.callers, uint8(len(w.requests)-1))
}

func (w *World) isOwn(name string) bool {
	for _, known := range w.names {
		if known == name {
			return true
		}
	}
	return false
}

// requestName names a request of the pages.
func (w *World) requestName(n int) string {
	if declared := len(w.requests) - len(w.names); n >= declared {
		return w.names[n-declared]
	}
	return situation.RequestName(n)
}
