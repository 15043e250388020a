package platform

import (
	"errors"

	"github.com/dop251/goja"

	"github.com/wxload/wxload/client/wx"
)

var storageMembers = []member{
	{"getStorageSync", func(p *Platform, c goja.FunctionCall) goja.Value { return p.stored(c.Argument(0).String()) }},
	{"setStorageSync", (*Platform).setStorageSync},
	{"removeStorageSync", func(p *Platform, c goja.FunctionCall) goja.Value {
		p.wx.RemoveStorage(c.Argument(0).String())
		return goja.Undefined()
	}},
	{"clearStorageSync", func(p *Platform, c goja.FunctionCall) goja.Value { p.wx.ClearStorage(); return goja.Undefined() }},
	{"getStorageInfoSync", func(p *Platform, c goja.FunctionCall) goja.Value { return p.storageInfo() }},
	{"batchGetStorageSync", func(p *Platform, c goja.FunctionCall) goja.Value { return p.storedAll(c.Argument(0)) }},
	{"batchSetStorageSync", func(p *Platform, c goja.FunctionCall) goja.Value {
		if err := p.storeAll(c.Argument(0)); err != nil {
			p.throw(err)
		}
		return goja.Undefined()
	}},
	{"getStorage", (*Platform).getStorage},
	{"setStorage", (*Platform).setStorage},
	{"removeStorage", (*Platform).removeStorage},
	{"clearStorage", func(p *Platform, c goja.FunctionCall) goja.Value {
		x := p.begin("clearStorage", c)
		p.wx.ClearStorage()
		return x.later(false, p.ok)
	}},
	{"getStorageInfo", func(p *Platform, c goja.FunctionCall) goja.Value {
		return p.begin("getStorageInfo", c).later(false, p.storageInfo)
	}},
	{"batchGetStorage", func(p *Platform, c goja.FunctionCall) goja.Value {
		x := p.begin("batchGetStorage", c)
		return x.later(false, func() *goja.Object { return p.fill("dataList", p.storedAll(x.option("keyList"))) })
	}},
	{"batchSetStorage", func(p *Platform, c goja.FunctionCall) goja.Value {
		x := p.begin("batchSetStorage", c)
		if err := p.storeAll(x.option("kvList")); err != nil {
			return x.refuse(false, err)
		}
		return x.later(false, p.ok)
	}},
}

// stored is what getStorageSync gives: the empty text for a missing key.
func (p *Platform) stored(key string) goja.Value {
	v := p.storedValue(key)
	if w := p.cfg.Watch; w != nil && w.Stored != nil {
		return w.Stored(key, v)
	}
	return v
}

func (p *Platform) storedValue(key string) goja.Value {
	value, kind := p.wx.Storage().Value(key)
	switch kind {
	case wx.Undefined:
		return goja.Undefined()
	case wx.JSON:
		v, _ := p.fromJSON([]byte(value))
		return v
	default:
		return p.rt.ToValue(value)
	}
}

// store is what setStorageSync does.
func (p *Platform) store(key string, v goja.Value) error {
	switch v := v.(type) {
	case goja.String:
		return p.wx.SetStorage(key, v.String())
	case *goja.Object:
		text, err := v.MarshalJSON()
		if err != nil {
			return errors.New("setStorage:fail " + err.Error())
		}
		if len(text) == 0 { // a function
			return p.wx.SetStorageUndefined(key)
		}
		return p.wx.SetStorageJSON(key, string(text))
	}
	if goja.IsUndefined(v) {
		return p.wx.SetStorageUndefined(key)
	}
	return p.wx.SetStorageJSON(key, string(p.toJSON(v)))
}

func (p *Platform) setStorageSync(c goja.FunctionCall) goja.Value {
	if err := p.store(c.Argument(0).String(), c.Argument(1)); err != nil {
		p.throw(err)
	}
	return goja.Undefined()
}

// throw throws an Error with an errMsg, as functions of wx do that call nobody
// back.
func (p *Platform) throw(err error) {
	o, thrown := p.rt.New(p.rt.Get("Error"), p.rt.ToValue(err.Error()))
	if thrown != nil {
		panic(thrown)
	}
	o.Set("errMsg", err.Error())
	panic(o)
}

func (p *Platform) getStorage(c goja.FunctionCall) goja.Value {
	x := p.begin("getStorage", c)
	key := x.text("key")
	if _, kind := p.wx.Storage().Value(key); kind == wx.Missing {
		return x.refuse(false, &wx.Error{ErrMsg: "getStorage:fail data not found"})
	}
	data := p.stored(key)
	return x.later(false, func() *goja.Object { return p.fill("data", data) })
}

func (p *Platform) setStorage(c goja.FunctionCall) goja.Value {
	x := p.begin("setStorage", c)
	if err := p.store(x.text("key"), x.option("data")); err != nil {
		return x.refuse(false, err)
	}
	return x.later(false, p.ok)
}

func (p *Platform) removeStorage(c goja.FunctionCall) goja.Value {
	x := p.begin("removeStorage", c)
	p.wx.RemoveStorage(x.text("key"))
	return x.later(false, p.ok)
}

func (p *Platform) storageInfo() *goja.Object {
	keys := []any{}
	for _, key := range p.wx.Storage().Keys() {
		keys = append(keys, key)
	}
	return p.fill("keys", p.rt.NewArray(keys...), "currentSize", (p.wx.Storage().Size()+1023)/1024, "limitSize", 10<<10) // kilobytes
}

func (p *Platform) storedAll(keys goja.Value) *goja.Object {
	values := []any{}
	if o, is := keys.(*goja.Object); is {
		for _, key := range p.elements(o) {
			values = append(values, p.stored(key.String()))
		}
	}
	return p.rt.NewArray(values...)
}

func (p *Platform) storeAll(pairs goja.Value) error {
	o, is := pairs.(*goja.Object)
	if !is {
		return nil
	}
	for _, pair := range p.elements(o) {
		kv, is := pair.(*goja.Object)
		if !is || kv.Get("key") == nil {
			continue
		}
		value := kv.Get("value")
		if value == nil {
			value = goja.Undefined()
		}
		if err := p.store(kv.Get("key").String(), value); err != nil {
			return err
		}
	}
	return nil
}

// elements are those of an array; none of anything else.
func (p *Platform) elements(o *goja.Object) []goja.Value {
	var all []goja.Value
	if o.ClassName() != "Array" {
		return nil
	}
	p.rt.ForOf(o, func(v goja.Value) bool {
		all = append(all, v)
		return true
	})
	return all
}
