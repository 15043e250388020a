package live_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/live"
	"github.com/wxload/wxload/scenario/live/record"
	"github.com/wxload/wxload/scenario/sim"
)

// recorded runs a scenario and reads the records of its clients, by path. The run
// ends by itself, or when its progress is what is waited for.
func recorded(t *testing.T, yaml string, enough func(live.Progress) bool) (records map[string][]byte, notes []string) {
	t.Helper()
	folder := t.TempDir()
	report := runWith(t, yaml, live.Options{Version: "test", Record: folder}, enough)
	paths, err := filepath.Glob(filepath.Join(folder, "client-*.json"))
	if err != nil {
		t.Fatal(err)
	}
	records = map[string][]byte{}
	for _, path := range paths {
		if records[filepath.Base(path)], err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	}
	return records, report.Books.Notes
}

func TestTheSimulatorShowsTheDefectsOfMostRecordsAgain(t *testing.T) {
	if testing.Short() {
		t.Skip("a load for each of several wrappers")
	}
	t.Parallel()
	var shown, again atomic.Int64
	t.Run("", func(t *testing.T) { // ends when all of them have
		for _, id := range []string{"template", "flyjs", "flyjs-lazy", "egg", "userclass"} {
			t.Run(id, func(t *testing.T) {
				t.Parallel()
				info, _ := wrapper.Find(id)
				records, _ := recorded(t, fmt.Sprintf(expiry, id, "500ms")+expiries(), func(p live.Progress) bool {
					return p.Duplicates >= 5 && p.Elapsed > 700*time.Millisecond || p.Elapsed > 5*time.Second
				})
				for path, data := range records {
					all, some := repeated(t, path, data, info)
					shown.Add(all)
					again.Add(some)
				}
			})
		}
	})
	// On an idle machine it is nearly all of them.
	if shown.Load() < 20 || again.Load()*2 <= shown.Load() {
		t.Errorf("the simulator shows %d of %d recorded defects", again.Load(), shown.Load())
	}
}

// repeated runs a record's script, and counts its defects and those of them whose
// class the script shows.
func repeated(t *testing.T, path string, data []byte, info wrapper.Info) (shown, again int64) {
	r, err := record.Parse(data)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	script, err := sim.Parse(data)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	result := sim.Run(script, info)
	for _, d := range r.Defects {
		shown++
		if slices.ContainsFunc(result.Defects, func(x sim.Defect) bool { return x.Class == d.Class }) {
			again++
		}
	}
	return shown, again
}

func TestTheLowestNumbersAreRecordedAndTheOthersCounted(t *testing.T) {
	t.Parallel()
	records, notes := recorded(t, `
app: {domains: {develop: embedded}}
wrapper: {id: egg}
clients: {count: 30}
repeat: 1
flow: [launch, {page: a, requests: [a GET /api/a]}]
`, nil)
	if len(records) != record.MaxFiles || records["client-000001.json"] == nil || records["client-000020.json"] == nil {
		t.Errorf("%d records, want %d of the clients 1 to 20", len(records), record.MaxFiles)
	}
	if !slicesContain(notes, "20 clients are recorded; 10 more showed a defect") {
		t.Errorf("notes %q", notes)
	}
}

func TestARecordHoldsNoSecret(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	records, _ := recorded(t, w.yaml()+`
wrapper: {id: callback, login_deadline: 500ms}
clients: {count: 10, initial: {none: 50%, expired: 50%}}
load: {duration: 1h, drain: 1s}
limits: {deadline: 1s}
flow: [launch, {page: a, requests: [a GET /api/a, b GET /nothing, c GET /me]}, {think: 20ms}]
events: [{at: 200ms, expire: tokens}, {at: 300ms, expire: codes}, {at: 400ms, expire: sessions}]
`, func(p live.Progress) bool { return p.Duplicates >= 100 && p.Elapsed > 600*time.Millisecond })
	if len(records) != 10 {
		t.Errorf("%d records, want those of all clients", len(records))
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, secret := range w.secrets {
		for path, data := range records {
			if strings.Contains(string(data), secret) {
				t.Errorf("%s holds the secret %q", path, secret)
			}
		}
	}
}

func TestARunWithoutDefectsRecordsNothing(t *testing.T) {
	t.Parallel()
	records, notes := recorded(t, oneExpiry("reference"), relogin)
	if len(records) > 0 || slicesContain(notes, "recorded") {
		t.Errorf("%d records, notes %q", len(records), notes)
	}
}
