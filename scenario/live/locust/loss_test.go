package locust

import (
	"errors"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestAWorkerWithoutAMasterEnds(t *testing.T) {
	t.Parallel()
	p := patient()
	p.alone = 50 * time.Millisecond
	w := newWork(t, free(t), p)
	w.begin(t)
	if err, is := errors.AsType[*UnavailableError](<-w.ended); !is || !strings.Contains(err.Error(), "no Locust master at 127.0.0.1:") {
		t.Errorf("it ended with %v", err)
	}
}

// What listens may be something else, which says nothing.
func TestAWorkerIsNotKeptBySomethingElse(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	w := newWork(t, l.Addr().String(), patient())
	w.begin(t)
	w.cancel()
	if err := <-w.ended; err != nil {
		t.Errorf("it ended with %v", err)
	}
}

// A test goes on for a while, and ends.
func TestAWorkerThatLosesItsMasterEndsItsTest(t *testing.T) {
	t.Parallel()
	m := listenAt(t, "")
	p := patient()
	p.doubt = 50 * time.Millisecond
	w, _ := hire(t, m, p, 0, 1, "a")
	m.close()
	<-w.over // the test
	w.cancel()
	<-w.ended
	for _, want := range []string{"out of reach; the test goes on", "is lost, and the test ends", "does not have the whole result"} {
		if w.said(want) != 1 {
			t.Errorf("it told %q, want once %q", w.told, want)
		}
	}
}

// Whoever ends a worker does not wait for a master that is out of reach.
func TestAWorkerThatHasLostItsMasterCanBeInterrupted(t *testing.T) {
	t.Parallel()
	m := listenAt(t, "")
	w, _ := hire(t, m, patient(), 0, 1, "a")
	m.close()
	for w.said("out of reach") == 0 {
		runtime.Gosched()
	}
	w.cancel()
	if err := <-w.ended; !errors.Is(err, ErrInterrupted) {
		t.Errorf("it ended with %v", err)
	}
}

// A master that is connected again and knows the worker gets the rest of the result.
func TestAWorkerGoesOnWithItsMaster(t *testing.T) {
	t.Parallel()
	m := listenAt(t, "")
	w, _ := hire(t, m, patient(), 0, 1, "a")
	w.write <- []byte("first ")
	have := m.acknowledge("a", 6, nil)
	m.send(typeReconnect, nil)
	for before := m.from; m.from == before; {
		m.next(typeHeartbeat)
	}
	w.write <- []byte("second ")
	have = m.acknowledge("a", 13, have)
	m.send(typeStop, nil)
	if have = m.acknowledge("a", 100, have); string(have) != "first second end" {
		t.Errorf("the result is %q", have)
	}
	m.next(typeStopped)
}

// One that has begun anew does not: the worker's test is of no use any more.
func TestAWorkerThatIsUnknownBeginsAnew(t *testing.T) {
	t.Parallel()
	first := listenAt(t, "")
	w, _ := hire(t, first, patient(), 3, 1, "a")
	first.close()
	second := listenAt(t, first.addr)
	w.write <- []byte("some")
	second.next(typeResult)
	second.send(typeUnknown, nil)
	second.next(typeReady)
	second.send(typeAck, map[string]any{"index": 0})
	second.send(typeSpawn, spawn(1, 1, "b"))
	if test := <-w.tests; test.Shard.Index != 1 || test.Shard.Run != "b" {
		t.Errorf("the next test is %+v", test.Shard)
	}
	if w.said("does not know this worker any more") != 1 {
		t.Error("it does not say why its test ended")
	}
}

// A part that the master could not keep is sent again.
func TestAPartIsSentUntilItIsKept(t *testing.T) {
	t.Parallel()
	m := listenAt(t, "")
	w, _ := hire(t, m, patient(), 0, 1, "a")
	w.write <- []byte("some")
	for range 2 {
		if part := data[partData](m, typeResult); part.Offset != 0 || string(part.Data) != "some" {
			t.Fatalf("the part is %+v", part)
		}
		m.send(typeHave, map[string]any{"run": "a", "bytes": 0})
	}
	m.send(typeStop, nil)
	if have := m.acknowledge("a", 100, nil); string(have) != "someend" {
		t.Errorf("the result is %q", have)
	}
	m.next(typeStopped)
}

// Where a part is not answered, the connection may be dead and nobody tells.
func TestAWorkerConnectsAgainWhereNobodyAnswers(t *testing.T) {
	t.Parallel()
	m := listenAt(t, "")
	p := patient()
	p.silence = 50 * time.Millisecond
	w, _ := hire(t, m, p, 0, 1, "a")
	w.write <- []byte("some")
	m.next(typeResult)
	before := m.from
	if part := data[partData](m, typeResult); m.from == before || string(part.Data) != "some" {
		t.Errorf("the next part is %q, on the same connection: %v", part.Data, m.from == before)
	}
}
