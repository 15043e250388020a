package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/timeline"
)

func newTestTrace(token string) *Trace {
	info, _ := wrapper.Find("reference")
	return NewTrace(&info.Defaults.Target, "token", token)
}

func recordOf(t *Trace) *Record {
	r := &Record{Client: 1, Scenario: "s"}
	t.Record(r, &Device{})
	return r
}

func observe(t *Trace, ms int, e wx.Event) {
	e.At = time.UnixMilli(int64(ms))
	t.Observe(&e)
}

func TestATraceKeepsTheFirstRunOfTheAppThatShowsADefect(t *testing.T) {
	trace := newTestTrace("secret-0")
	observe(trace, 0, wx.Event{Kind: wx.AppLaunch})
	observe(trace, 5, wx.Event{Kind: wx.StorageRemove, Key: "token", Had: true})
	observe(trace, 9, wx.Event{Kind: wx.AppDestroy})
	observe(trace, 100, wx.Event{Kind: wx.AppLaunch})
	if !trace.Show(client.DefectKey{Class: client.TokenlessSend}) || trace.Show(client.DefectKey{Class: client.AuthLoop}) {
		t.Error("the first defect of the run is the one because of which it is kept")
	}
	observe(trace, 107, wx.Event{Kind: wx.Logout})
	observe(trace, 110, wx.Event{Kind: wx.AppDestroy})
	observe(trace, 200, wx.Event{Kind: wx.AppLaunch})
	if trace.Show(client.DefectKey{Class: client.LoginLoop}) {
		t.Error("a later run is kept, too")
	}
	r := recordOf(trace)
	if len(r.Events) != 3 || r.Events[1].AtMS != 7 || r.Held || len(r.Defects) != 2 || r.Defects[0].Event != 1 {
		t.Errorf("record %+v", r)
	}
}

func TestATraceIsBounded(t *testing.T) {
	trace := newTestTrace("")
	for i := range MaxEvents + 5 {
		observe(trace, i, wx.Event{Kind: wx.LoginCall, ID: i + 1})
	}
	if trace.Show(client.DefectKey{Class: client.LoginLoop}) || len(trace.events) != MaxEvents {
		t.Errorf("%d events, want %d, and no defect beyond them", len(trace.events), MaxEvents)
	}
	trace.Drop()
	observe(trace, 0, wx.Event{Kind: wx.AppLaunch})
	if trace.events != nil {
		t.Error("a trace that was dropped goes on")
	}
}

func TestARecordNumbersTokensAndCodesAndHoldsNone(t *testing.T) {
	trace := newTestTrace("secret-0")
	target := trace.target
	send := &wx.Request{Method: "GET", URL: "http://x/api/a", Name: "a", Caller: 1}
	target.Carry(send, "secret-0")
	post := target.LoginRequest("code-1")
	post.URL = "http://x" + post.URL
	observe(trace, 0, wx.Event{Kind: wx.PageCall, ID: 1, Name: "a", Identity: true})
	trace.Show(client.DefectKey{Class: client.DuplicateLogin, Kind: "needless"})
	observe(trace, 1, wx.Event{Kind: wx.RequestSend, ID: 1, Request: send})
	observe(trace, 2, wx.Event{Kind: wx.LoginOK, ID: 2, Code: "code-1"})
	observe(trace, 3, wx.Event{Kind: wx.RequestSend, ID: 3, Request: post})
	observe(trace, 4, wx.Event{Kind: wx.StorageSet, Key: "token", Value: "secret-1"})
	observe(trace, 5, wx.Event{Kind: wx.PageSettle, ID: 1, Name: "a", Err: errors.New(strings.Repeat("long", 100))})
	r := recordOf(trace)
	if e := r.Events; !r.Held || e[1].Token != 1 || e[2].Code != 1 || !e[3].Login || e[3].Code != 1 || e[4].Token != 2 || len(e[5].Error) != maxReason {
		t.Errorf("events %+v", e)
	}
	data, err := json.Marshal(r)
	if err != nil || bytes.Contains(data, []byte("secret")) || bytes.Contains(data, []byte("code-1")) {
		t.Errorf("%v: %s", err, data)
	}
}

func TestARecordIsDrawnWithItsDefectMarked(t *testing.T) {
	r := lateRefusal()
	r.Defects = slices.Insert(r.Defects, 0, Defect{Class: client.SlowAfterLogin, Event: 5}) // earlier, and of less weight
	line := r.Timeline()
	var further []timeline.Defect
	for _, e := range line.Events {
		further = append(further, e.Further...)
	}
	if len(further) != 1 || further[0].Class != client.SlowAfterLogin || further[0].Advice == "" {
		t.Errorf("further defects %+v", further)
	}
	last := line.Events[len(line.Events)-1]
	if !last.Defect || last.Token != 1 || !strings.Contains(last.Text, "with token t1: HTTP 401, authentication failure") {
		t.Errorf("last event %+v", last)
	}
	if line.Class != client.DuplicateLogin || line.Sentence != "client 3 of a live run showed duplicate-login (stale-401), and wait-after-login at 10.2 ms" {
		t.Errorf("timeline %+v", line)
	}
}

func TestAFileThatIsNoRecordIsRefused(t *testing.T) {
	data, _ := json.Marshal(lateRefusal())
	good := string(data)
	for name, c := range map[string]struct{ data, want string }{
		"no JSON":        {"{", "not what wxload run --record writes"},
		"another schema": {strings.Replace(good, "record/v1", "record/v9", 1), Schema},
		"unknown kind":   {strings.Replace(good, "app.launch", "app.lunch", 1), "app.lunch"},
		"no events":      {`{"schema":"` + Schema + `"}`, "no events"},
		"no such event":  {strings.Replace(good, `"event":7`, `"event":8`, 1), "none of the 8 events"},
		"no wrapper":     {strings.Replace(good, `"wrapper":"template"`, `"wrapper":""`, 1), "no wrapper"},
		"no kind":        {strings.Replace(good, `"kind":"app.launch"`, `"name":"x"`, 1), "event 1 has no kind"},
		"back in time":   {strings.Replace(good, `"at_ms":40.4`, `"at_ms":1`, 1), "event 8: at_ms 1: expected 10.3"},
		"beyond all":     {strings.Replace(good, `"at_ms":40.4`, `"at_ms":1e300`, 1), "event 8: at_ms 1e+300"},
		"a token's size": {strings.Replace(good, `"token":1`, `"token":123456`, 1), "event 4: tokens and codes"},
		"many events":    {`{"schema":"` + Schema + `","wrapper":"x","defects":[{"class":"x"}],"events":[{}` + strings.Repeat(",{}", MaxEvents) + `]}`, "at most 2000 are read"},
		"large":          {strings.Repeat(" ", maxRecord+1), "at most"},
	} {
		if _, err := Parse([]byte(c.data)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if _, err := Parse(data); err != nil {
		t.Errorf("a record is refused: %v", err)
	}
}

func TestAFolderThatCannotBeWrittenIsRefused(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "new", "records")
	if err := Prepare(folder); err != nil {
		t.Fatal(err)
	}
	if err := lateRefusal().Write(folder); err != nil {
		t.Fatal(err)
	}
	files, _ := os.ReadDir(folder)
	if len(files) != 1 || files[0].Name() != "client-000003.json" {
		t.Errorf("files %v", files)
	}
	if err := Prepare(filepath.Join(folder, "client-000003.json")); err == nil {
		t.Error("a file is taken for a folder")
	}
}

func TestARecordThatCannotBeWrittenLeavesNothing(t *testing.T) {
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "client-000003.json"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := lateRefusal().Write(folder); err == nil || !strings.HasPrefix(err.Error(), "write client-000003.json: ") || strings.Contains(err.Error(), ".wxload-") {
		t.Errorf("error %v", err)
	}
	if files, _ := os.ReadDir(folder); len(files) != 1 || !files[0].IsDir() {
		t.Errorf("files %v, want the one that was in the way", files)
	}
}
