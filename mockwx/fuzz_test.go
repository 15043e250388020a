package mockwx

import "testing"

// A store may hold anything: the machine takes it or says why not, and its
// lists stay sound.
func FuzzRestore(f *testing.F) {
	m := New(Options{})
	m.keepChanges()
	code, _ := m.Login(start, DefaultAppID, "u1")
	m.PhoneNumber(start, DefaultAppID, "u1")
	m.plainToken(start, m.apps[0])
	for _, e := range m.takeChanges() {
		f.Add(e.Kind, e.Key, e.Data, e.Kind, e.Key+"x", e.Data)
	}
	f.Add(kindUser, "", []byte(`{"appid":"`+DefaultAppID+`","name":"u1"}`), kindCode, code, []byte(`{"appid":"`+DefaultAppID+`","user":"u1"}`))
	f.Fuzz(func(t *testing.T, kind1, key1 string, data1 []byte, kind2, key2 string, data2 []byte) {
		m := New(Options{MaxCodes: 2})
		_ = m.restore(Entry{Kind: kind1, Key: key1, Data: data1})
		_ = m.restore(Entry{Kind: kind2, Key: key2, Data: data2})
		m.keepChanges()
		if _, err := m.Login(start, DefaultAppID, "u2"); err == nil {
			m.Ledger(start, "", "")
		}
		for c := m.codes.oldest; c != nil; c = c.newer {
			if m.codes.byText[c.text] != c {
				t.Fatal("a code is linked wrongly")
			}
		}
	})
}
