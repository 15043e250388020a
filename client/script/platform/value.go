package platform

import (
	"github.com/dop251/goja"
	"github.com/tidwall/gjson"
)

// deepestJSON bounds how deep an answer nests.
const deepestJSON = 1000

// fromJSON is JSON.parse, and whether the text is JSON.
func (p *Platform) fromJSON(text []byte) (goja.Value, bool) {
	if !gjson.ValidBytes(text) || tooDeep(text) {
		return goja.Undefined(), false
	}
	return p.value(gjson.ParseBytes(text)), true
}

func tooDeep(text []byte) bool {
	depth, inText := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case inText && c == '\\':
			i++
		case c == '"':
			inText = !inText
		case inText:
		case c == '{' || c == '[':
			if depth++; depth > deepestJSON {
				return true
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return false
}

func (p *Platform) value(r gjson.Result) goja.Value {
	switch r.Type {
	case gjson.String:
		return p.rt.ToValue(r.Str)
	case gjson.Number:
		return p.number(r)
	case gjson.True:
		return p.rt.ToValue(true)
	case gjson.False:
		return p.rt.ToValue(false)
	case gjson.Null:
		return goja.Null()
	}
	if r.IsArray() {
		elements := []any{}
		r.ForEach(func(_, v gjson.Result) bool {
			elements = append(elements, p.value(v))
			return true
		})
		return p.rt.NewArray(elements...)
	}
	o := p.rt.NewObject()
	r.ForEach(func(k, v gjson.Result) bool {
		p.setMember(o, k.Str, p.value(v))
		return true
	})
	return o
}

// number keeps whole numbers whole.
func (p *Platform) number(r gjson.Result) goja.Value {
	if n := int64(r.Num); float64(n) == r.Num && n > -1<<53 && n < 1<<53 && r.Raw != "-0" {
		return p.rt.ToValue(n)
	}
	return p.rt.ToValue(r.Num)
}

func (p *Platform) setMember(o *goja.Object, name string, v goja.Value) {
	if name == "__proto__" { // a member like any other
		o.DefineDataProperty(name, v, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_TRUE)
		return
	}
	o.Set(name, v)
}

// toJSON is JSON.stringify; nil for what has no JSON text.
func (p *Platform) toJSON(v goja.Value) []byte {
	switch v := v.(type) {
	case *goja.Object:
		text, err := v.MarshalJSON()
		if err != nil {
			panic(p.rt.NewTypeError(err.Error()))
		}
		return text
	case goja.String:
		return gjson.AppendJSONString(nil, v.String())
	}
	switch {
	case goja.IsUndefined(v):
		return nil
	case goja.IsNaN(v) || goja.IsInfinity(v):
		return []byte("null")
	}
	return []byte(v.String()) // null, a boolean or a number
}

// Parse is the value of a JSON text; undefined where it is none.
func (p *Platform) Parse(text []byte) goja.Value {
	v, _ := p.fromJSON(text)
	return v
}

// Stringify is the JSON text of a value; nil for what has none.
func (p *Platform) Stringify(v goja.Value) []byte { return p.toJSON(v) }
