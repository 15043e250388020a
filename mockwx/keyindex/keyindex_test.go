package keyindex

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// testKey is the i-th key; every one has "+", "/" or neither.
func testKey(i int) string {
	r := rand.New(rand.NewPCG(uint64(i), 0))
	var raw [16]byte
	binary.LittleEndian.PutUint64(raw[:8], r.Uint64())
	binary.LittleEndian.PutUint64(raw[8:], r.Uint64())
	return base64.StdEncoding.EncodeToString(raw[:])
}

// forms are the ways in which a key may get out.
func forms(key string) map[string][2]string {
	raw, _ := base64.StdEncoding.DecodeString(key)
	return map[string][2]string{
		"raw":          {"raw", string(raw)},
		"base64":       {"base64", key},
		"url alphabet": {"base64", base64.URLEncoding.EncodeToString(raw)},
		"hex":          {"hex", hex.EncodeToString(raw)},
		"HEX":          {"hex", strings.ToUpper(hex.EncodeToString(raw))},
		"URL-escaped":  {"base64", url.QueryEscape(key)},
		"url-escaped":  {"base64", strings.NewReplacer("+", "%2b", "/", "%2f", "=", "%3d").Replace(key)},
		`\/`:           {"base64", strings.ReplaceAll(key, "/", `\/`)},
		`\u`:           {"base64", strings.NewReplacer("+", `\u002b`, "/", `\u002F`, "=", `\u003D`).Replace(key)},
		"all URL":      {"base64", escaped(key, "%%%02X")},
		`all \u`:       {"base64", escaped(key, `\u%04x`)},
	}
}

// escaped writes every character with the format.
func escaped(key, format string) string {
	var b strings.Builder
	for _, c := range key {
		fmt.Fprintf(&b, format, c)
	}
	return b.String()
}

func TestSearchFindsKeysInEveryForm(t *testing.T) {
	x := New(1000)
	for i := range 500 {
		x.Add(testKey(i))
	}
	for i := range 600 {
		for name, f := range forms(testKey(i)) {
			for _, around := range []string{"%s", `{"data":{"session_key":"%s","ok":true}}`, "你好%s你好", "ab==%s%%3D=="} {
				body := fmt.Sprintf(around, f[1])
				want := ""
				if i < 500 {
					want = f[0]
				}
				if got := x.Search([]byte(body)); got != want {
					t.Fatalf("key %d, %s in %q: found %q, want %q", i, name, around, got, want)
				}
			}
		}
	}
}

func TestSearchFindsHexWhereverItStands(t *testing.T) {
	x := New(0)
	x.Add(testKey(1))
	digits := forms(testKey(1))["hex"][1]
	for before := range 100 {
		for _, c := range []string{"z", "a", " "} {
			body := strings.Repeat(c, before) + digits + strings.Repeat(c, 100-before)
			if got := x.Search([]byte(body)); got != "hex" {
				t.Fatalf("after %d %q: found %q", before, c, got)
			}
		}
	}
}

func TestSearchFindsHexBehindOtherHex(t *testing.T) {
	x := New(0)
	x.Add(testKey(1))
	digits := forms(testKey(1))["hex"][1]
	for length := 1; length < 100; length++ {
		if got := x.Search([]byte(strings.Repeat("0", length) + " " + digits)); got != "hex" {
			t.Fatalf("after %d other digits: found %q", length, got)
		}
	}
}

// Only digits make a key: no other character stands for one.
func TestSearchTakesNothingElseForADigit(t *testing.T) {
	x := New(0)
	for i := range 100 {
		x.Add(testKey(i))
	}
	for i := range 100 {
		key := testKey(i)
		digits := forms(key)["hex"][1]
		for _, c := range "01234567" {
			if body := strings.ReplaceAll(digits, string(c), "g"); body != digits && x.Search([]byte(body)) != "" {
				t.Fatalf("found %s in %s", digits, body)
			}
		}
		for _, c := range "ABCDEFGH" {
			if body := strings.ReplaceAll(key, string(c), "!"); body != key && x.Search([]byte(body)) != "" {
				t.Fatalf("found %s in %s", key, body)
			}
		}
	}
}

// A key that is a text, one in some thousands, is found in texts as well.
func TestSearchFindsKeysThatAreTexts(t *testing.T) {
	x := New(0)
	x.Add(testKey(1))
	text := []byte("what 16 bytes say: 0123456789abcdefg")
	if got := x.Search(text); got != "" {
		t.Fatalf("found %q", got)
	}
	x.Add(base64.StdEncoding.EncodeToString([]byte("0123456789abcdef")))
	if got := x.Search(text); got != "raw" {
		t.Errorf("found %q", got)
	}
	hello := strings.Repeat("你好", 10)
	x.Add(base64.StdEncoding.EncodeToString([]byte(hello[2:18])))
	if got := x.Search([]byte(hello)); got != "raw" {
		t.Errorf("in Chinese found %q", got)
	}
}

func TestSearchFindsNothingInInnocentAnswers(t *testing.T) {
	x := New(0)
	for i := range 50_000 {
		x.Add(testKey(i))
	}
	r := rand.New(rand.NewPCG(1, 1))
	noise := make([]byte, 1<<20)
	for i := range noise {
		noise[i] = byte(r.Uint32())
	}
	for _, body := range []string{
		"", "=", "==", "%3D%3D", `\u003d\u003d`, "%", `\`, `{"token":"eyJhbGciOiJIUzI1NiJ9.eyJvcGVuaWQiOiJvMSJ9.c2lnbmF0dXJl=="}`,
		hex.EncodeToString(noise), base64.StdEncoding.EncodeToString(noise), string(noise), `%zz%3D%3D`, strings.Repeat("=", 1000),
	} {
		if got := x.Search([]byte(body)); got != "" {
			t.Errorf("found %q in %.40q", got, body)
		}
	}
}

func TestIndexForgetsTheOldestOnly(t *testing.T) {
	const limit = 100
	x := New(limit)
	for i := range 10 * limit {
		x.Add(testKey(i))
		for newest := max(0, i-limit+1); newest <= i; newest += 33 {
			if x.Search([]byte(testKey(newest))) == "" {
				t.Fatalf("key %d is forgotten after %d", newest, i)
			}
		}
	}
	if n := len(x.newer) + len(x.older); n > 2*limit {
		t.Errorf("%d keys remembered", n)
	}
	if x.Search([]byte(testKey(0))) != "" {
		t.Error("the oldest key is still known")
	}
}

func TestIndexTakesOnlyKeys(t *testing.T) {
	x := New(0)
	for _, text := range []string{"", "short", strings.Repeat("=", 24), strings.Repeat("ä", 12)} {
		x.Add(text)
	}
	if len(x.newer) != 0 {
		t.Errorf("%d keys", len(x.newer))
	}
}

func TestIndexIsSafeForConcurrentUse(t *testing.T) {
	x := New(64)
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := range 300 {
				k := testKey(w*1000 + i)
				x.Add(k)
				x.Search([]byte(`{"a":"` + k + `"}`))
			}
		})
	}
	wg.Wait()
}

// The parts of an answer that a search reads do not make it panic or lie.
func FuzzSearch(f *testing.F) {
	x := New(0)
	known := make(map[string]bool)
	for i := range 4 {
		x.Add(testKey(i))
		known[testKey(i)] = true
		for _, form := range forms(testKey(i)) {
			f.Add([]byte(form[1]))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for k := range known {
			if bytes.Contains(data, []byte(k)) && x.Search(data) == "" {
				t.Fatalf("missed in %q", data)
			}
		}
		x.Search(data)
	})
}

// An answer as backends give it, with and without Chinese, while 100 000 keys are
// known.
func BenchmarkSearch(b *testing.B) {
	x := New(0)
	for i := range 100_000 {
		x.Add(testKey(i))
	}
	for _, name := range []string{"ascii", "chinese"} {
		title := map[string]string{"ascii": "a red shirt", "chinese": "红色衬衫"}[name]
		var items []map[string]any
		for i := range 10 {
			items = append(items, map[string]any{"id": i, "title": title, "price": 990, "image": "https://cdn.example.com/i/0123456789abcdef.jpg"})
		}
		body, err := json.Marshal(map[string]any{"code": 0, "data": items, "token": strings.Repeat("x", 150) + "=="})
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				if x.Search(body) != "" {
					b.Fatal("found a key")
				}
			}
		})
	}
}
