package inspect

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/client/wx"
)

// tokenText stands for a client's token in a [Stored] value.
const tokenText = "{{token}}"

// stored is what lies in the storage of a client that has a token: what the code put
// there when an answer had brought one.
func (in *inspection) stored(r *run, asked map[string]*node, literals map[string]string, t *foundToken) []Stored {
	if t == nil || t.key == "" {
		return nil
	}
	root := asked[t.from]
	if root == nil {
		return nil
	}
	way := strings.Split(t.path, ".")
	root.at(way).json = `"` + tokenText + `"`
	var all []Stored
	for _, d := range r.deeds {
		if d.kind != wx.StorageSet || d.step != t.step || refreshNames.MatchString(d.key) {
			continue
		}
		s := storing{r: r, asked: asked, literals: literals, t: t}
		value, is := s.restored(storedJSON(d.value))
		if !is || !s.derived && d.key != t.key {
			continue
		}
		all = slices.DeleteFunc(all, func(x Stored) bool { return x.Key == d.key })
		all = append(all, Stored{d.key, json.RawMessage(value)})
	}
	return all
}

// storedJSON is a value of the storage as JSON: texts lie there as they are.
func storedJSON(text string) gjson.Result {
	if gjson.Valid(text) {
		return gjson.Parse(text)
	}
	return gjson.ParseBytes(gjson.AppendJSONString(nil, text))
}

// storing turns a stored value into one that a client of a stand-in can have.
type storing struct {
	r        *run
	asked    map[string]*node
	literals map[string]string
	t        *foundToken
	derived  bool // a part of it comes from the answer that brought the token
}

// restored is a value without markers, as JSON; a refresh token is left out.
func (s *storing) restored(v gjson.Result) (string, bool) {
	switch {
	case v.IsObject() || v.IsArray():
		return s.members(v)
	case v.Type == gjson.Number:
		text, isEnd := moment(v)
		s.derived = s.derived || isEnd
		return text, true
	case v.Type == gjson.String:
		if json, is := s.marked(v.Str); is {
			return json, json != ""
		}
		text := marker.ReplaceAllStringFunc(v.Str, func(m string) string {
			if json, is := s.marked(m); is && json == `"`+tokenText+`"` {
				return tokenText
			}
			return "1"
		})
		return string(gjson.AppendJSONString(nil, text)), true
	}
	return v.Raw, true
}

// moment is a number, and whether it is the end of a token. In the place of the present
// time is one to come: so a token is never too old.
func moment(v gjson.Result) (string, bool) {
	ms := float64(epoch.UnixMilli())
	switch day := 24 * time.Hour; {
	case v.Num >= ms && v.Num < ms+float64(day.Milliseconds()):
		return strconv.Itoa(farAway), false
	case v.Num >= ms/1000 && v.Num < ms/1000+day.Seconds():
		return strconv.Itoa(farAway / 1000), false
	}
	return v.Raw, v.Num >= farAway/1000
}

func (s *storing) members(v gjson.Result) (string, bool) {
	open, end := byte('['), byte(']')
	if v.IsObject() {
		open, end = '{', '}'
	}
	b := bytes.NewBuffer([]byte{open})
	v.ForEach(func(key, member gjson.Result) bool {
		text, is := s.restored(member)
		if !is {
			return true
		}
		if b.Len() > 1 {
			b.WriteByte(',')
		}
		if v.IsObject() {
			b.Write(append(gjson.AppendJSONString(nil, key.Str), ':'))
		}
		b.WriteString(text)
		return true
	})
	b.WriteByte(end)
	return b.String(), true
}

// marked is the JSON of what a text that is a marker stands for; empty for a refresh
// token.
func (s *storing) marked(text string) (json string, is bool) {
	path, number, is := s.r.pathOf(carried{text: strings.ToLower(text)})
	if !is {
		return "", false
	}
	if refreshNames.MatchString(path[strings.LastIndexByte(path, '.')+1:]) {
		return "", true
	}
	from := s.r.numbered(number)
	if from == nil || s.asked[from.route] == nil {
		return `"1"`, true
	}
	s.derived = s.derived || from.route == s.t.from
	n := s.asked[from.route].at(strings.Split(path, "."))
	return n.value(path[strings.LastIndexByte(path, '.')+1:], s.literals, strings.Count(path, ".")+1), true
}
