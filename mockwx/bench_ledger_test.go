//go:build linux

package mockwx

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Clients who ask a mock of 100 000 users for its ledger and do not read it: how long a
// login takes at the 99th percentile, calm and beside them, and how much memory they take.
func BenchmarkLedgerThatNobodyReads(b *testing.B) {
	const users, readers = 100_000, 60
	for b.Loop() {
		s := mockServer(b)
		for i := range users {
			if _, err := s.Login(DefaultAppID, fmt.Sprint("user ", i)); err != nil {
				b.Fatal(err)
			}
		}
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			b.Fatal(err)
		}
		hs := &http.Server{Handler: s.Handler()}
		go hs.Serve(ln)
		calm := loginP99(b, ln.Addr().String())
		before := residentBytes(b)
		stop := neverRead(b, readers, ln.Addr().String())
		beside := loginP99(b, ln.Addr().String())
		taken := residentBytes(b) - before
		stop()
		hs.Shutdown(context.Background())
		b.ReportMetric(float64(calm.Microseconds())/1000, "calm-p99-ms")
		b.ReportMetric(float64(beside.Microseconds())/1000, "p99-ms")
		b.ReportMetric(float64(taken)/1e6, "MB")
	}
}

// neverRead asks for the ledger on so many connections.
func neverRead(b *testing.B, readers int, addr string) (stop func()) {
	var conns []net.Conn
	for range readers {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := conn.Write(rawRequest(Request{Method: "GET", Path: "/_wx/ledger"})); err != nil {
			b.Fatal(err)
		}
		conns = append(conns, conn)
	}
	return func() {
		for _, c := range conns {
			c.Close()
		}
	}
}

// loginP99 is that of 8 devices, each of which logs in every 10 ms for 4 s. A login's
// time counts from when it should have begun: else one that waits would hide the others.
func loginP99(b *testing.B, addr string) time.Duration {
	const devices, each, pause = 8, 400, 10 * time.Millisecond
	took := make([][]time.Duration, devices)
	var wg sync.WaitGroup
	for d := range devices {
		wg.Go(func() {
			conn, err := net.Dial("tcp", addr)
			if err != nil {
				b.Error(err)
				return
			}
			defer conn.Close()
			in := bufio.NewReader(conn)
			due := time.Now()
			for i := range each {
				time.Sleep(time.Until(due))
				if err := exchangeRaw(conn, in, rawRequest(loginRequest(fmt.Sprint("device ", d, i%100)))); err != nil {
					b.Error(err)
					return
				}
				took[d] = append(took[d], time.Since(due))
				due = due.Add(pause)
			}
		})
	}
	wg.Wait()
	all := slices.Sorted(slices.Values(slices.Concat(took...)))
	return all[len(all)*99/100]
}

// exchangeRaw sends one request and reads its answer.
func exchangeRaw(conn net.Conn, in *bufio.Reader, request []byte) error {
	if _, err := conn.Write(request); err != nil {
		return err
	}
	response, err := http.ReadResponse(in, nil)
	if err != nil {
		return err
	}
	var answer strings.Builder
	if _, err := bufio.NewReader(response.Body).WriteTo(&answer); err != nil {
		return err
	}
	if response.StatusCode != 200 || !strings.Contains(answer.String(), "login:ok") {
		return fmt.Errorf("answer %s", answer.String())
	}
	return nil
}

// residentBytes is what the process takes of the machine's memory.
func residentBytes(b *testing.B) int {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		b.Fatal(err)
	}
	var size, resident int
	if _, err := fmt.Sscan(string(text), &size, &resident); err != nil {
		b.Fatal(err)
	}
	return resident * os.Getpagesize()
}

// The whole ledger of so many users, for one client who reads it.
func BenchmarkLedger(b *testing.B) {
	s := crowded(b, 100_000, at(start))
	b.ReportAllocs()
	for b.Loop() {
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/_wx/ledger", nil))
		b.SetBytes(int64(w.Body.Len()))
	}
}
