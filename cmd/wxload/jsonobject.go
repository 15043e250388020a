package main

import (
	"encoding/json"
	"strconv"
	"strings"
)

// jsonObject is a JSON value that is made of values at paths, such as data.list.0.id.
type jsonObject struct {
	value json.RawMessage
	names []string // of the members, in the order in which they came
	items map[string]*jsonObject
}

// set puts a value at a path; nil is an empty object. What is there already and is no
// object stays.
func (o *jsonObject) set(path string, value json.RawMessage) {
	name, rest, more := strings.Cut(path, ".")
	item := o.items[name]
	if item == nil {
		if o.value != nil {
			return
		}
		if o.items == nil {
			o.items = map[string]*jsonObject{}
		}
		item = &jsonObject{}
		o.items[name], o.names = item, append(o.names, name)
	}
	switch {
	case more:
		item.set(rest, value)
	case item.items == nil:
		item.value = value
	}
}

// maxIndex bounds the lists that are made.
const maxIndex = 50

func (o *jsonObject) json() []byte {
	if o.value != nil {
		return o.value
	}
	if list := o.list(); list != nil {
		return list
	}
	out := []byte{'{'}
	for i, name := range o.names {
		if i > 0 {
			out = append(out, ", "...)
		}
		key, _ := json.Marshal(name) // a text has no errors
		out = append(append(append(out, key...), ": "...), o.items[name].json()...)
	}
	return append(out, '}')
}

// list is the value where all names are numbers; nil where they are not.
func (o *jsonObject) list() []byte {
	items := map[int]*jsonObject{}
	last := -1
	for _, name := range o.names {
		n, err := strconv.Atoi(name)
		if err != nil || n < 0 || n > maxIndex {
			return nil
		}
		items[n], last = o.items[name], max(last, n)
	}
	if last < 0 {
		return nil
	}
	out := []byte{'['}
	for n := 0; n <= last; n++ {
		if n > 0 {
			out = append(out, ", "...)
		}
		if items[n] == nil {
			out = append(out, "{}"...)
		} else {
			out = append(out, items[n].json()...)
		}
	}
	return append(out, ']')
}
