package conformance

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Logins and sessions that nobody here wrote, unmodified behind the proxy. With tokens
// that end in the middle a client that is right is clean, and one that answers each
// failure with a login of its own is not; the backend saw the logins and refusals that
// the clients had.
func TestBackendsFromNPM(t *testing.T) {
	wxload := filepath.Join(t.TempDir(), "wxload")
	build := exec.Command("go", "build", "-o", wxload, "./cmd/wxload")
	build.Dir = filepath.Join("..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, backend := range []string{"egg", "nest", "passport"} {
		for _, wrapper := range []string{"reference", "egg"} {
			t.Run(backend+"/"+wrapper, func(t *testing.T) {
				w := startWeChat(t)
				b := startBackend(t, w, backend)
				r := b.load(t, wxload, w.URL, wrapper)
				if r.Requests.Refused == 0 {
					t.Error("no token ended, so that nothing was tried")
				}
				if duplicates := r.Logins.Duplicate.Total; wrapper == "reference" && duplicates+len(r.Defects) > 0 {
					t.Errorf("%d duplicate logins, defects %s", duplicates, r.Defects)
				} else if wrapper == "egg" && duplicates == 0 {
					t.Error("no duplicate login")
				}
				b.agrees(t, r)
			})
		}
	}
}

// report is what the test reads of a report in JSON.
type report struct {
	Requests struct {
		Refused int `json:"auth_failures_seen"`
	} `json:"requests"`
	Logins struct {
		Succeeded int                 `json:"succeeded"`
		Duplicate struct{ Total int } `json:"duplicate"`
	} `json:"logins"`
	Defects []json.RawMessage `json:"defects"`
	Books   struct {
		Balanced bool `json:"balanced"`
		Client   struct {
			Codes struct{ Received int } `json:"codes"`
		} `json:"client"`
		Mock struct {
			Used int `json:"codes_used"`
		} `json:"mock"`
	} `json:"books"`
}

// load runs the backend's scenario against it.
func (b *npmBackend) load(t *testing.T, wxload, mock, wrapper string) *report {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(b.folder, "scenario.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file, out := filepath.Join(dir, "scenario.yaml"), filepath.Join(dir, "report.json")
	moved := strings.NewReplacer("http://127.0.0.1:8090", mock, "http://127.0.0.1:3000", b.url).Replace(string(text))
	if err := os.WriteFile(file, []byte(moved), 0o600); err != nil {
		t.Fatal(err)
	}
	said, failed := exec.Command(wxload, "run", file, "--wrapper", wrapper, "--quiet", "--out", "json="+out).CombinedOutput()
	t.Logf("%s", said)
	text, err = os.ReadFile(out)
	if err != nil {
		t.Fatalf("%v: %v", failed, err)
	}
	var r report
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	return &r
}
