package scenario_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/wxload/wxload/scenario"
)

const fingerprinted = `
name: shop
answers:
  "GET /home": {a: 1, b: [2, 3]}
clients:
  count: 30
  initial: {none: 33.3333333%, valid: 66.6666667%}
load: {duration: 3s}
wrapper: {header: {x-app: one, x-other: two}}
flow:
  - launch
  - page: home
    requests:
      - {name: home, path: /home}
      - {name: order, method: POST, path: /orders, body: {id: "{{id}}", item: tea}}
  - think: 1s..2s
events:
  - {at: 1s, expire: tokens}
thresholds: ["duplicate_logins == 0", "p(99) request_duration < 800ms"]
`

func fingerprint(t *testing.T, text, code string) string {
	t.Helper()
	s, err := scenario.Parse("shop.yaml", []byte(text), scenario.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Resolve("", scenario.Embedded)
	if err != nil {
		t.Fatal(err)
	}
	return r.Fingerprint(code)
}

func TestAFingerprintIsThatOfWhatIsRun(t *testing.T) {
	whole := fingerprint(t, fingerprinted, "")
	if len(whole) != 64 {
		t.Fatalf("the fingerprint is %q", whole)
	}
	for _, c := range []struct {
		name, old, new string
		same           bool
	}{
		{"itself", "", "", true},
		{"another name", "name: shop", "name: store", true},
		{"answers kept", "name: shop", "name: shop\nrecord_answers: answers", true},
		{"a default written out", "count: 30", "count: 30\n  session: {valid: 100%}", true},
		{"keys in another order", "{x-app: one, x-other: two}", "{x-other: two, x-app: one}", true},
		{"members in another order", "{a: 1, b: [2, 3]}", "{b: [2, 3], a: 1}", true},
		{"another seed", "name: shop", "name: shop\nseed: 2", false},
		{"another number of clients", "count: 30", "count: 31", false},
		{"a share that looks the same", "33.3333333%, valid: 66.6666667%", "33.3333334%, valid: 66.6666666%", false},
		{"another time", "1s..2s", "1s..3s", false},
		{"another body", "item: tea", "item: coffee", false},
		{"another answer", "[2, 3]", "[3, 2]", false},
		{"another threshold", "800ms", "900ms", false},
		{"another header", "x-app: one", "x-app: two", false},
		{"a further step", "  - think: 1s..2s", "  - think: 1s..2s\n  - launch", false},
		{"another target", "name: shop", "name: shop\ntarget: {url: 'http://127.0.0.1:3000'}", false},
		{"a default changed", "name: shop", "name: shop\nplatform: {slots: 5}", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := strings.Replace(fingerprinted, c.old, c.new, 1)
			if got := fingerprint(t, text, ""); (got == whole) != c.same {
				t.Errorf("the same fingerprint: %v, want %v", got == whole, c.same)
			}
		})
	}
	if fingerprint(t, fingerprinted, "0123") == whole {
		t.Error("a user's own code makes no difference")
	}
}

func TestAFingerprintHasTheRowsOfTheFeed(t *testing.T) {
	text := strings.Replace(fingerprinted, "count: 30", "count: 2\n  feed: FILE", 1)
	of := func(file, rows string) string {
		s, err := scenario.Parse("shop.yaml", []byte(strings.Replace(text, "FILE", file, 1)), scenario.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Clients.Feed.Read(strings.NewReader(rows), 2); err != nil {
			t.Fatal(err)
		}
		return s.Fingerprint("")
	}
	one := of("a.csv", "city\nParis\nRome\n")
	if of("b.csv", "city\nParis\nRome\n") != one {
		t.Error("the file's name makes a difference")
	}
	if of("a.csv", "city\nParis\nOslo\n") == one {
		t.Error("the file's rows make no difference")
	}
}

// Whatever is added to the model must be in the fingerprint: a struct whose fields are
// hidden has none but by its text.
func TestNothingOfTheModelIsHiddenFromAFingerprint(t *testing.T) {
	seen := map[reflect.Type]bool{}
	var look func(path string, of reflect.Type)
	look = func(path string, of reflect.Type) {
		switch of.Kind() {
		case reflect.Slice, reflect.Map, reflect.Pointer:
			look(path, of.Elem())
			return
		case reflect.Struct:
		default:
			return
		}
		if seen[of] || of.Implements(reflect.TypeFor[fmt.Stringer]()) || of == reflect.TypeFor[scenario.Feed]() {
			return // the feed's rows have a test of their own
		}
		seen[of] = true
		for i := range of.NumField() {
			field := of.Field(i)
			if !field.IsExported() {
				t.Errorf("%s.%s is hidden", path, field.Name)
			}
			look(path+"."+field.Name, field.Type)
		}
	}
	look("Scenario", reflect.TypeFor[scenario.Scenario]())
}
