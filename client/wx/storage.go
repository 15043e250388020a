package wx

import (
	"slices"
	"time"

	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/client/loop"
)

// WeChat: storage is per user and app, 10 MB in all and 1 MB a key.
const (
	maxStorage = 10 << 20
	maxValue   = 1 << 20
)

// Storage is one user's storage for one app, which wx.setStorageSync fills. It
// outlives the app's runs. The zero value is empty.
type Storage struct {
	entries []entry // few, so a search beats a map; in order of first use
	size    int
}

type entry struct {
	key, value string
	kind       ValueKind
}

// ValueKind says what the value of a key is.
type ValueKind uint8

// The kinds of values.
const (
	Missing   ValueKind = iota
	Text                // a string
	Undefined           // JavaScript's undefined
	JSON                // any other value, as its JSON text
)

func (s *Storage) find(key string) int {
	return slices.IndexFunc(s.entries, func(e entry) bool { return e.key == key })
}

// Get returns the value of a key, the empty string where there is none or it is
// undefined.
func (s *Storage) Get(key string) string {
	if i := s.find(key); i >= 0 {
		return s.entries[i].value
	}
	return ""
}

// Has reports whether a key is there, and whether its value is undefined.
func (s *Storage) Has(key string) (has, undefined bool) {
	i := s.find(key)
	return i >= 0, i >= 0 && s.entries[i].kind == Undefined
}

// Value returns the value of a key, and what it is.
func (s *Storage) Value(key string) (value string, kind ValueKind) {
	if i := s.find(key); i >= 0 {
		return s.entries[i].value, s.entries[i].kind
	}
	return "", Missing
}

// Keys are the keys in the order of their first use.
func (s *Storage) Keys() []string {
	keys := make([]string, len(s.entries))
	for i, e := range s.entries {
		keys[i] = e.key
	}
	return keys
}

// Size is the number of bytes in it.
func (s *Storage) Size() int { return s.size }

func (s *Storage) set(e entry) error {
	if len(e.key)+len(e.value) > maxValue {
		return &Error{ErrMsg: "setStorage:fail entry size limit reached"}
	}
	i := s.find(e.key)
	size := s.size + len(e.key) + len(e.value)
	if i >= 0 {
		size -= len(e.key) + len(s.entries[i].value)
	}
	if size > maxStorage {
		return &Error{ErrMsg: "setStorage:fail exceed storage max size 10Mb"}
	}
	s.size = size
	if i >= 0 {
		s.entries[i] = e
	} else {
		s.entries = append(s.entries, e)
	}
	return nil
}

// Set stores a value before the app starts or behind its back.
func (s *Storage) Set(key, value string) error { return s.set(entry{key, value, Text}) }

// SetJSON is Set with any value, as its JSON text: a text is stored as one.
func (s *Storage) SetJSON(key, text string) error {
	if v := gjson.Parse(text); v.Type == gjson.String {
		return s.Set(key, v.Str)
	}
	return s.set(entry{key, text, JSON})
}

// Remove removes a key and reports whether it was there.
func (s *Storage) Remove(key string) bool {
	i := s.find(key)
	if i < 0 {
		return false
	}
	s.size -= len(key) + len(s.entries[i].value)
	s.entries = slices.Delete(s.entries, i, i+1)
	return true
}

// GetStorage is wx.getStorageSync: the empty string for a missing key.
func (p *Platform) GetStorage(key string) string { return p.storage.Get(key) }

// SetStorage is wx.setStorageSync. The error is the exception that it throws
// when a limit is reached.
func (p *Platform) SetStorage(key, value string) error {
	return p.setStorage(entry{key, value, Text})
}

// SetStorageJSON is wx.setStorageSync with a value that is no string, as its JSON
// text. The event's Value is that text.
func (p *Platform) SetStorageJSON(key, text string) error {
	return p.setStorage(entry{key, text, JSON})
}

// SetStorageUndefined is wx.setStorageSync(key, undefined): the key is there,
// without a value.
func (p *Platform) SetStorageUndefined(key string) error {
	return p.setStorage(entry{key: key, kind: Undefined})
}

func (p *Platform) setStorage(e entry) error {
	if value, kind := p.storage.Value(e.key); kind != e.kind || value != e.value {
		p.pings.signs++
	}
	if err := p.storage.set(e); err != nil {
		return err
	}
	p.emit(Event{Kind: StorageSet, Key: e.key, Value: e.value, Undefined: e.kind == Undefined})
	return nil
}

// Storage is what the storage functions read and fill.
func (p *Platform) Storage() *Storage { return p.storage }

// ClearStorage is wx.clearStorageSync: it removes all keys, in order.
func (p *Platform) ClearStorage() {
	for _, key := range p.storage.Keys() {
		p.RemoveStorage(key)
	}
}

// RemoveStorage is wx.removeStorageSync.
func (p *Platform) RemoveStorage(key string) {
	had := p.storage.Remove(key)
	if had {
		p.pings.signs++
	}
	p.emit(Event{Kind: StorageRemove, Key: key, Had: had})
}

// RemoveStorageAsync is wx.removeStorage: the key is gone at once, complete is
// called in a later turn.
func (p *Platform) RemoveStorageAsync(key string, complete func()) {
	p.RemoveStorage(key)
	p.CallBack(false, complete)
}

// ShowLoading is wx.showLoading with a success callback, in a later turn.
func (p *Platform) ShowLoading(success func()) { p.CallBack(true, success) }

// CallBack runs f in a later turn, after as long as a call of the UI takes, or one
// of the storage. Until then the platform is not idle.
func (p *Platform) CallBack(ui bool, f func()) {
	p.asking++
	var d time.Duration
	if p.cfg.CallbackDelay != nil {
		d = p.cfg.CallbackDelay(ui)
	}
	p.host.After(d, loop.Func(func() {
		p.answer(func() {
			p.asking--
			f()
		})
	}))
}
