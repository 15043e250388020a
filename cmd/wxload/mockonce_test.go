package main

import (
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

func TestOnceWaitsForTheFirstCallAndThenForTheLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, calls := untilUsed(t.Context(), 10*time.Second)
		steps := []struct {
			after  time.Duration
			change int
			over   bool
		}{
			{time.Hour, 1, false}, // nobody has called for an hour
			{time.Minute, 1, false},
			{time.Minute, -1, false}, // the first one is still open
			{time.Minute, -1, false},
			{9 * time.Second, 1, false},
			{0, -1, false},
			{9 * time.Second, 0, false},
			{2 * time.Second, 0, true},
		}
		for i, step := range steps {
			time.Sleep(step.after)
			synctest.Wait()
			if over := ctx.Err() != nil; over != step.over {
				t.Fatalf("step %d: over %v", i, over)
			}
			if step.change != 0 {
				calls(step.change)
			}
		}
	})
}

func TestAMockForOnceEndsByItselfAfterACall(t *testing.T) {
	for name, call := range map[string]func(m *mocks){
		"to the mock":             func(m *mocks) { m.call(m.wechat+"/_wx/apps", "", "") },
		"to the developer server": func(m *mocks) { m.call(m.dev+"/me", "", "") },
	} {
		t.Run(name, func(t *testing.T) {
			m := startMock(t, "--devserver", "127.0.0.1:0", "--once=20ms")
			for _, look := range []string{"/healthz", "/metrics", "/"} {
				resp, err := http.Get(m.wechat + look)
				if err != nil {
					t.Fatal(err)
				}
				_, _ = io.Copy(io.Discard, resp.Body)
				resp.Body.Close()
			}
			call(m)
			if code := m.wait(); code != exitPassed || m.stderr.Len() > 0 {
				t.Errorf("exit code %d: %s", code, m.stderr)
			}
		})
	}
}
