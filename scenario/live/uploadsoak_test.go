package live_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/scenario/live"
)

const (
	uploadClients = 500
	uploadBytes   = 1 << 20
)

// 500 clients upload files of 1 MB, once and then eight times each. The memory is that of
// the clients, and not of what they send; a byte costs the generator no more than three
// times of what it costs curl. The servers are other processes.
func TestUploadsDoNotGrow(t *testing.T) {
	if *soak == 0 {
		t.Skip("takes a minute: -args -soak 10m, or make slow")
	}
	mock := startProcess(t, "mock", "127.0.0.1:0", "")
	target := startProcess(t, "target", "127.0.0.1:0", mock.URL)
	photo := bytes.Repeat([]byte("0123456789abcdef"), uploadBytes/16)
	once, _ := uploads(t, mock.URL, target.URL, photo, 1)
	often, cost := uploads(t, mock.URL, target.URL, photo, 8)
	curl := curlCost(t, target.URL, photo)
	t.Logf("resident: %d MB with one upload each, %d MB with eight; CPU a byte: %.2f ns, curl's %.2f ns", once>>20, often>>20, cost, curl)
	if often > once+once/2 {
		t.Errorf("the memory grew from %d MB to %d MB", once>>20, often>>20)
	}
	if curl > 0 && cost > 3*curl {
		t.Errorf("a byte costs %.2f ns of CPU, and curl %.2f", cost, curl)
	}
}

// uploads returns how much memory the process took at most, and what a byte cost, in
// nanoseconds of CPU.
func uploads(t *testing.T, mock, target string, photo []byte, times int) (resident int64, cost float64) {
	t.Helper()
	s := parse(t, externalServers(mock, target)+fmt.Sprintf(`
wrapper: {timeout: 2m}
clients: {count: %d}
load: {duration: 10m, drain: 1m}
repeat: 1
flow: [launch, {loop: {times: %d, steps: [{upload: {name: photo, path: /upload, file: photo.jpg}}]}}]
`, uploadClients, times))
	if err := s.OpenFiles(func(string) (io.ReaderAt, int64, error) { return bytes.NewReader(photo), int64(len(photo)), nil }); err != nil {
		t.Fatal(err)
	}
	before := processorTime()
	r, err := start(t.Context(), s, live.Options{Progress: func(live.Progress) { resident = max(resident, residentBytes()) }})
	if err != nil {
		t.Fatal(err)
	}
	took := processorTime() - before
	checkReport(t, r)
	sent := int64(uploadClients * times)
	if r.Requests.OK != sent || !r.Books.Balanced || len(r.Defects) > 0 {
		t.Errorf("%+v of %d, %+v, defects %+v", r.Requests.Outcomes, sent, r.Failures, r.Defects)
	}
	return resident, float64(took.Nanoseconds()) / float64(sent*uploadBytes)
}

// curlCost is what a byte costs curl, which uploads the file 200 times on one connection;
// zero where there is no curl.
func curlCost(t *testing.T, target string, photo []byte) float64 {
	t.Helper()
	program, err := exec.LookPath("curl")
	if err != nil {
		return 0
	}
	file := filepath.Join(t.TempDir(), "photo.jpg")
	if err := os.WriteFile(file, photo, 0o600); err != nil {
		t.Fatal(err)
	}
	const times = 200
	one := []string{"-s", "-o", os.DevNull, "-F", "file=@" + file, target + "/upload"}
	args := strings.Split(strings.Repeat(strings.Join(one, "\x00")+"\x00--next\x00", times-1)+strings.Join(one, "\x00"), "\x00")
	cmd := exec.CommandContext(t.Context(), program, args...)
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	cpu := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return float64(cpu) / float64(time.Nanosecond) / (times * uploadBytes)
}
