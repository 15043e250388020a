package mockwx

import (
	"encoding/json"
	"maps"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

func TestAPartOfTheLedgerHasTheUsersThatAreAskedFor(t *testing.T) {
	s := crowded(t, 12, at(start)) // <0> to <11>, a third of them in the other app, too
	var whole Ledger
	get := func(query string, into any) int {
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/_wx/ledger?"+query, nil))
		if w.Code == 200 {
			if err := json.Unmarshal(w.Body.Bytes(), into); err != nil {
				t.Fatal(err)
			}
		}
		return w.Code
	}
	get("", &whole)
	for query, want := range map[string]struct {
		names string
		of    int
	}{
		"limit=3":                            {"<0> <10> <11>", 12},
		"limit=3&offset=10":                  {"<8> <9>", 12},
		"limit=3&offset=12":                  {"", 12},
		"contains=1&limit=2":                 {"<10> <11>", 3},
		"contains=nobody":                    {"", 0},
		"offset=11&appid=" + otherAppID:      {"", 0},
		"limit=1000000&contains=%3C11%3E":    {"<11>", 1},
		"limit=9223372036854775807&offset=9": {"<7> <8> <9>", 12},
	} {
		var got struct {
			Part ledgerPart
			Ledger
		}
		if status := get(query, &got); status != 200 {
			t.Errorf("?%s: %d", query, status)
			continue
		}
		names := slices.Sorted(maps.Keys(got.Users))
		if strings.Contains(query, "appid") {
			if got.Part.Of == 0 || got.Part.Of >= 12 || len(names) != max(0, got.Part.Of-11) {
				t.Errorf("?%s has %q of %d", query, names, got.Part.Of)
			}
			continue
		}
		if strings.Join(names, " ") != want.names || got.Part.Of != want.of || got.Codes != whole.Codes || got.Sessions != whole.Sessions {
			t.Errorf("?%s has %q of %d and %+v; want %s of %d and the sums of all", query, names, got.Part.Of, got.Codes, want.names, want.of)
		}
		for _, name := range names {
			if got.Users[name] != whole.Users[name] {
				t.Errorf("?%s: %s is %+v, want %+v", query, name, got.Users[name], whole.Users[name])
			}
		}
	}
	for _, wrong := range []string{"limit=0", "limit=x", "offset=-1", "limit=99999999999999999999"} {
		if status := get(wrong, nil); status != 400 {
			t.Errorf("?%s: %d, want 400", wrong, status)
		}
	}
}
