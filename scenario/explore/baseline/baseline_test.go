package baseline

import (
	"reflect"
	"strings"
	"testing"

	"github.com/wxload/wxload/scenario/explore"
)

func finding(class, kind string, constraints ...string) explore.Finding {
	return explore.Finding{Class: class, Kind: kind, Constraints: constraints, Sentence: "however it is put", Requests: 2}
}

func result(situation, wrapper string, findings ...explore.Finding) *explore.Result {
	return &explore.Result{Situation: situation, Wrapper: wrapper, Findings: findings}
}

func updated(results ...*explore.Result) *Baseline {
	b := &Baseline{}
	for _, r := range results {
		b.Update(r, r.Findings)
	}
	return b
}

func TestABaselineKnowsACauseWhereItWasFound(t *testing.T) {
	late := finding("duplicate-login", "stale-401", "A waits until B")
	b := updated(result("late-401", "template", late))
	for _, c := range []struct {
		name  string
		r     *explore.Result
		f     explore.Finding
		knows bool
	}{
		{"the same", result("late-401", "template"), late, true},
		{"in other words", result("late-401", "template"), explore.Finding{Class: late.Class, Kind: late.Kind, Constraints: late.Constraints, Events: 9}, true},
		{"another situation", result("cold-start", "template"), late, false},
		{"another wrapper", result("late-401", "egg"), late, false},
		{"another class", result("late-401", "template"), finding("auth-loop", "stale-401", "A waits until B"), false},
		{"another kind", result("late-401", "template"), finding("duplicate-login", "needless", "A waits until B"), false},
		{"another cause", result("late-401", "template"), finding("duplicate-login", "stale-401", "A waits until C"), false},
		{"one constraint more", result("late-401", "template"), finding("duplicate-login", "stale-401", "A waits until B", "A waits until C"), false},
	} {
		if got := b.Knows(c.r, c.f); got != c.knows {
			t.Errorf("%s: known %v, want %v", c.name, got, c.knows)
		}
	}
}

func TestWhatWasNotFoundAgainIsGone(t *testing.T) {
	old, kept := finding("hung-request", "no-login"), finding("tokenless-send", "")
	b := updated(result("cold-start", "taro", old, kept), result("late-401", "taro", old))
	gone := b.Gone(result("cold-start", "taro", kept, finding("login-loop", "")))
	want := []Entry{{"cold-start", "taro", "hung-request", "no-login", []string{}}}
	if !reflect.DeepEqual(gone, want) {
		t.Errorf("gone are %+v, want %+v", gone, want)
	}
}

func TestAnUpdateLeavesOtherSearchesAlone(t *testing.T) {
	old, fresh := finding("hung-request", "no-login"), finding("tokenless-send", "")
	b := updated(result("cold-start", "taro", old), result("late-401", "taro", old))
	again := result("cold-start", "taro", fresh)
	b.Update(again, again.Findings)
	if b.Knows(again, old) || !b.Knows(again, fresh) {
		t.Errorf("after the update: %+v", b.known)
	}
	if !b.Knows(result("late-401", "taro"), old) {
		t.Error("the update of one situation took another's away")
	}
}

func TestAFileIsSortedAndReadAgain(t *testing.T) {
	x, y := finding("auth-loop", ""), finding("duplicate-login", "stale-401", "the answer to <A> waits until B & C")
	one := updated(result("b", "w", y, x), result("a", "w", x, x))
	two := updated(result("a", "w", x), result("b", "w", x, y))
	first, err := one.Format()
	if err != nil {
		t.Fatal(err)
	}
	second, err := two.Format()
	if err != nil || string(first) != string(second) {
		t.Errorf("%v; the files differ:\n%s\n%s", err, first, second)
	}
	if !strings.Contains(string(first), "<A> waits until B & C") {
		t.Errorf("people cannot read\n%s", first)
	}
	again, err := Parse(first)
	if err != nil {
		t.Fatal(err)
	}
	if !again.Knows(result("b", "w"), y) || !again.Knows(result("a", "w"), x) {
		t.Errorf("read again: %+v", again.known)
	}
}

func TestAnEmptyBaselineIsAFileToo(t *testing.T) {
	text, err := (&Baseline{}).Format()
	if err != nil || !strings.Contains(string(text), `"known": []`) {
		t.Errorf("%v\n%s", err, text)
	}
	if _, err := Parse(text); err != nil {
		t.Error(err)
	}
}

func TestWhatIsNoBaselineIsRefused(t *testing.T) {
	for _, text := range []string{"", "{", "[]", "{}", `{"schema": "wxload.baseline/v2", "known": []}`,
		`{"schema": "wxload.baseline/v1", "known": [], "more": 1}`, `{"schema": "wxload.baseline/v1", "known": []} {}`} {
		if b, err := Parse([]byte(text)); err == nil || !strings.Contains(err.Error(), "no baseline: ") {
			t.Errorf("%q: %+v, %v", text, b, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"schema": "wxload.baseline/v1", "known": [{"situation": "a", "wrapper": "b", "class": "c", "kind": "", "constraints": ["d"]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := Parse(data)
		if err != nil {
			return
		}
		first, err := b.Format()
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse(first)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v\n%s", err, first)
		}
		if second, err := again.Format(); err != nil || string(second) != string(first) {
			t.Errorf("written again it differs: %v\n%s\n%s", err, first, second)
		}
	})
}
