package reports

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestJudgingAgainReplacesTheFirstJudgement(t *testing.T) {
	r := &Report{Books: Books{Balanced: true}}
	r.Judge([]Threshold{mustParse(t, "requests > 0")}, NewRecorder(nil))
	r.Requests.Outcomes = Outcomes{Issued: 1, OK: 1}
	r.Judge([]Threshold{mustParse(t, "requests > 0")}, NewRecorder(nil))
	if r.Verdict != VerdictPassed || len(r.Thresholds) != 1 {
		t.Errorf("verdict %s, results %+v", r.Verdict, r.Thresholds)
	}
}

func TestJudgePutsTheGravestDefectsFirst(t *testing.T) {
	r := &Report{Defects: []Defect{
		{Class: "wait-after-login", Count: 9}, {Class: "login-rate", Count: 1}, {Class: "identity-mixed", Count: 1},
		{Class: "duplicate-login", Kind: "concurrent", Count: 1}, {Class: "duplicate-login", Kind: "needless", Count: 2},
	}}
	r.Judge(nil, NewRecorder(nil))
	var got []string
	for _, d := range r.Defects {
		got = append(got, d.Severity+" "+defectName(d))
	}
	want := []string{"high duplicate-login (needless)", "high duplicate-login (concurrent)", "high identity-mixed",
		"medium login-rate", "low wait-after-login"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

// contract is the example that outside checkers were promised, with a defect.
const contract = `{"schema": "wxload.report/v1", "tool": {"version": "…"}, "scenario": "token-expiry", "wrapper": "reference", "seed": 1,
 "started": "2026-01-02T15:04:05Z", "duration_ms": 30012, "interrupted": false, "verdict": "passed",
 "clients": {"planned": 1000, "started": 1000, "finished": 1000},
 "requests": {"issued": 0, "ok": 0, "rejected": 0, "auth_failure": 0, "http_error": 0, "empty": 0, "hung": 0, "open": 0,
              "sends": 0, "tokenless_sends": 0, "auth_failures_seen": 0, "by_name": {"home.banner": {"issued": 0, "ok": 0}}},
 "logins": {"started": 0, "succeeded": 0, "failed": 0, "abandoned": 0, "running": 0, "stray": 0, "justified": 0,
            "duplicate": {"total": 0, "concurrent": 0, "stale_401": 0, "needless": 0, "clients": 0},
            "duplicate_server": {"total": 0, "after_failed_check": 0}},
 "defects": [{"class": "duplicate-login", "kind": "stale-401", "severity": "high", "count": 3, "clients": 3,
              "example": {"client": 17, "events": [{"at_ms": 12.5, "kind": "wx.login", "text": "…"}]}}],
 "latency_ms": {"http": {"count": 0, "min": 0, "mean": 0, "p50": 0, "p90": 0, "p95": 0, "p99": 0, "p999": 0, "max": 0},
                "request": {}, "login": {}, "login_wait": {}, "wait_after_login": {}},
 "books": {"balanced": true, "client": {}, "mock": {}, "target": null, "notes": []},
 "generator": {"cpu_seconds": 0, "peak_rss_bytes": 0, "saturated": false},
 "thresholds": [{"expr": "duplicate_logins == 0", "value": 0, "ok": true}],
 "failures": [{"of": "request", "name": "home.me", "reason": "HTTP 500", "count": 3, "clients": 2, "first_ms": 812.0, "example": "…"}],
 "statuses": {"200": 0, "401": 0}, "unseen": {}}`

func TestReportHasEveryFieldOfTheContract(t *testing.T) {
	r := failingReport(t)
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var got, want any
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(contract), &want); err != nil {
		t.Fatal(err)
	}
	// The promised example has events in its first defect.
	defects := got.(map[string]any)["defects"].([]any)
	if defects[0].(map[string]any)["example"] == nil {
		t.Fatalf("the first defect has no example: %v", defects[0])
	}
	requireFields(t, "report", got, want)
}

// requireFields checks that got has each field of want, with a value of its
// type or, where want leaves it open, null.
func requireFields(t *testing.T, path string, got, want any) {
	t.Helper()
	switch want := want.(type) {
	case nil:
	case map[string]any:
		object, ok := got.(map[string]any)
		if !ok {
			t.Errorf("%s is %T, want an object", path, got)
			return
		}
		for name, value := range want {
			field, ok := object[name]
			if !ok {
				t.Errorf("%s.%s is missing", path, name)
				continue
			}
			requireFields(t, path+"."+name, field, value)
		}
	case []any:
		list, ok := got.([]any)
		if !ok || len(list) < len(want) {
			t.Errorf("%s is %v, want a list like %v", path, got, want)
			return
		}
		for i := range want {
			requireFields(t, path+"[]", list[i], want[i])
		}
	default:
		if reflect.TypeOf(got) != reflect.TypeOf(want) {
			t.Errorf("%s is %T, want %T", path, got, want)
		}
	}
}

func TestAnEmptyReportHasEmptyListsAndNullOnlyForTheUnknown(t *testing.T) {
	text, err := json.Marshal(&Report{})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"schema":"wxload.report/v1"`, `"defects":[]`, `"thresholds":[]`, `"notes":[]`, `"by_name":{}`, `"failures":[]`, `"statuses":{}`, `"unseen":{}`,
		`"duplicate_server":null`, `"mock":null`, `"target":null`, `"http":{"count":0,"min":null`} {
		if !bytes.Contains(text, []byte(want)) {
			t.Errorf("%s is not in %s", want, text)
		}
	}
}

func TestAReportReadBackIsTheSame(t *testing.T) {
	for name, r := range map[string]*Report{"failing": failingReport(t), "foreign": foreignReport(t), "unbalanced": unbalancedReport(t)} {
		var first, second bytes.Buffer
		if err := Write(&first, "json", r, nil); err != nil {
			t.Fatal(err)
		}
		var read Report
		if err := json.Unmarshal(first.Bytes(), &read); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := Write(&second, "json", &read, nil); err != nil {
			t.Fatal(err)
		}
		// Not byte by byte: U+FFFD may be written in two ways.
		var a, b any
		if err := errors.Join(json.Unmarshal(first.Bytes(), &a), json.Unmarshal(second.Bytes(), &b)); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(a, b) {
			t.Errorf("%s changed:\n%s\n%s", name, &first, &second)
		}
	}
}

func TestMarshallingLeavesTheReportAlone(t *testing.T) {
	r := &Report{Defects: []Defect{{Class: "login-rate", Example: &Example{Client: 1}}}}
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), `"events":[]`) {
		t.Errorf("an example without events has no empty list: %s", text)
	}
	if r.Schema != "" || r.Defects[0].Example.Events != nil || r.Thresholds != nil {
		t.Errorf("changed to %+v", r)
	}
}
