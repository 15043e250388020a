package wx

import (
	"slices"
	"time"

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
	undefined  bool
}

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
	return i >= 0, i >= 0 && s.entries[i].undefined
}

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
func (s *Storage) Set(key, value string) error { return s.set(entry{key: key, value: value}) }

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
	if err := p.storage.set(entry{key: key, value: value}); err != nil {
		return err
	}
	p.emit(Event{Kind: StorageSet, Key: key, Value: value})
	return nil
}

// SetStorageUndefined is wx.setStorageSync(key, undefined): the key is there,
// without a value.
func (p *Platform) SetStorageUndefined(key string) error {
	if err := p.storage.set(entry{key: key, undefined: true}); err != nil {
		return err
	}
	p.emit(Event{Kind: StorageSet, Key: key, Undefined: true})
	return nil
}

// RemoveStorage is wx.removeStorageSync.
func (p *Platform) RemoveStorage(key string) {
	p.emit(Event{Kind: StorageRemove, Key: key, Had: p.storage.Remove(key)})
}

// RemoveStorageAsync is wx.removeStorage: the key is gone at once, complete is
// called in a later turn.
func (p *Platform) RemoveStorageAsync(key string, complete func()) {
	p.RemoveStorage(key)
	p.callBack(false, complete)
}

// ShowLoading is wx.showLoading with a success callback, in a later turn.
func (p *Platform) ShowLoading(success func()) { p.callBack(true, success) }

func (p *Platform) callBack(ui bool, f func()) {
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
