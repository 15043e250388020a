package script

import (
	"slices"
	"strings"

	"github.com/dop251/goja"
	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/client/wx"
)

// maxAnswered is how many paths are remembered that were answered well: a script may keep
// any of their answers for later.
const maxAnswered = 64

// wasAnswered remembers the path of a request that was answered well.
func (c *calls) wasAnswered(path string) {
	if slices.Contains(c.answered, path) {
		return
	}
	if len(c.answered) == maxAnswered {
		c.answered = slices.Delete(c.answered, 0, 1)
	}
	c.answered = append(c.answered, path)
}

// cached is the answer that a call without a send of its own was settled with: one that
// has the value somewhere in it, else an earlier one to the same question, whatever was
// made of it, or one that lies in the storage. It is nil where the script made the value
// up.
func (a *app) cached(x *call, v goja.Value, candidates []*send) *wx.Response {
	text := string(a.p.Stringify(v))
	for _, s := range candidates {
		if s.resp != nil && (a.asks(s.r, x) && a.targetOf(s.r).Succeeded(s.resp) || within(s.resp.JSON(""), text)) {
			return a.answerOf(s, x)
		}
	}
	path := pathOf(x.URL)
	if slices.ContainsFunc(a.calls.answered, func(p string) bool { return strings.HasSuffix(p, path) }) || a.stored(text) {
		return &wx.Response{Status: 200, Caller: x.ID, Kept: true}
	}
	return nil
}

// stored reports whether a value lies in the storage, also as a part of another.
func (a *app) stored(text string) bool {
	storage := a.WX.Storage()
	return slices.ContainsFunc(storage.Keys(), func(key string) bool {
		value, kind := storage.Value(key)
		return kind == wx.JSON && within(gjson.Parse(value), text) || kind == wx.Text && text == value
	})
}

// within reports whether an object or an array is another, or a part of it, by its text.
func within(all gjson.Result, text string) bool {
	left := maxValues
	return len(text) > len("{}") && (text[0] == '{' || text[0] == '[') && holdsText(all, text, deepestValue, &left)
}

func holdsText(all gjson.Result, text string, depth int, left *int) (found bool) {
	if *left--; *left < 0 || !all.IsObject() && !all.IsArray() || len(all.Raw) < len(text) {
		return false
	}
	if sameJSON(all.Raw, text) {
		return true
	}
	if depth > 0 {
		all.ForEach(func(_, part gjson.Result) bool {
			found = holdsText(part, text, depth-1, left)
			return !found
		})
	}
	return found
}
