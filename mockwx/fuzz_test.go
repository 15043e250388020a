package mockwx

import (
	"bytes"
	"encoding/base64"
	"testing"
)

// What is sealed opens again; what is not never panics.
func FuzzOpenData(f *testing.F) {
	f.Add([]byte(`{"nickName":"Band"}`), vectorKey, vectorData, vectorIV)
	f.Add([]byte{}, "", "", "")
	f.Add(bytes.Repeat([]byte("x"), 16), vectorKey, vectorData[:24], vectorIV)
	f.Fuzz(func(t *testing.T, text []byte, key, data, iv string) {
		if opened, err := OpenData(key, data, iv); err == nil {
			raw, _ := base64.StdEncoding.DecodeString(data)
			if len(opened) >= len(raw) {
				t.Fatalf("%d bytes of %d", len(opened), len(raw))
			}
		}
		sealed, err := sealData(vectorKey, vectorIV, text)
		if err != nil {
			t.Fatal(err)
		}
		if opened, err := OpenData(vectorKey, sealed, vectorIV); err != nil || !bytes.Equal(opened, text) {
			t.Fatalf("%q came back as %q, error %v", text, opened, err)
		}
	})
}

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
