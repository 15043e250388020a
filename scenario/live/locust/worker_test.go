package locust

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/wxload/wxload/scenario/live"
)

// hire lets a master take a worker, and begin a test.
func hire(t *testing.T, m *master, p pace, index, clients int, run string) (*work, Test) {
	t.Helper()
	w := newWork(t, m.addr, p)
	w.begin(t, m)
	// One that is in a hurry introduces itself more than once.
	for said := m.next(typeReady); said.Type == typeReady; said = m.next(typeReady, typeSpawning) {
		var version int
		if err := said.into(&version); err != nil || version != -1 {
			t.Fatalf("its version is %d, %v", version, err)
		}
		m.send(typeAck, map[string]any{"index": index})
		m.send(typeSpawn, spawn(1, clients, run))
	}
	return w, <-w.tests
}

func TestAWorkerDoesWhatTheMasterSays(t *testing.T) {
	t.Parallel()
	m := listenAt(t, "")
	w, test := hire(t, m, patient(), 2, 5, "a")
	if want := (live.Shard{Index: 3, Run: "a"}); test.Shard != want {
		t.Errorf("the shard is %+v, want %+v", test.Shard, want)
	}
	want := usersData{Classes: map[string]int{"A": 2, "B": 3}, Count: 5}
	if got := data[usersData](m, typeSpawned); !reflect.DeepEqual(got, want) {
		t.Errorf("there are %+v, want %+v", got, want)
	}
	m.send(typeSpawn, spawn(0.5, 9, "a")) // older than the one before: void
	m.send(typeSpawn, spawn(2, 7, "a"))
	if got := data[usersData](m, typeSpawned); got.Count != 7 {
		t.Errorf("there are %+v, want 7", got)
	}
	for data[heartbeatData](m, typeHeartbeat).State != stateRunning {
	}
	w.write <- []byte("some ")
	have := m.acknowledge("a", 5, nil)
	m.send(typeStop, nil)
	have = m.acknowledge("a", 100, have)
	m.next(typeStopped)
	m.next(typeReady)
	w.mu.Lock()
	asked := w.asked
	w.mu.Unlock()
	if string(have) != "some end" || slices.Contains(asked, 9) || asked[len(asked)-1] != 7 {
		t.Errorf("the result is %q; so many clients were asked for: %v", have, asked)
	}
	m.send(typeAck, map[string]any{"index": 2})
	for data[heartbeatData](m, typeHeartbeat).State != stateReady {
	}
	m.send(typeSpawn, spawn(3, 1, "b")) // another test
	if second := <-w.tests; second.Shard.Run != "b" {
		t.Errorf("the second test is %+v", second.Shard)
	}
	m.send(typeQuit, nil)
	m.acknowledge("b", 100, nil)
	if err := <-w.ended; err != nil {
		t.Errorf("it ended with %v", err)
	}
}

// Users of classes that a worker has no clients for are not counted as there.
func TestAWorkerSaysWhenItIsAskedForTooMuch(t *testing.T) {
	t.Parallel()
	m := listenAt(t, "")
	_, _ = hire(t, m, patient(), 0, 14, "")
	if got := data[exceptionData](m, typeException); !strings.Contains(got.Message, "asks for 14 clients, and this worker has 10") {
		t.Errorf("it says %+v", got)
	}
	if got, want := data[usersData](m, typeSpawned), (usersData{Classes: map[string]int{"A": 7, "B": 3}, Count: 10}); !reflect.DeepEqual(got, want) {
		t.Errorf("there are %+v, want %+v", got, want)
	}
}

func TestAWorkerWhoseTestCannotBeginSaysSoAndEnds(t *testing.T) {
	t.Parallel()
	m := listenAt(t, "")
	w := newWork(t, m.addr, patient())
	w.fail = errors.New("the target is dead")
	w.begin(t, m)
	m.next(typeReady)
	m.send(typeAck, map[string]any{"index": 0})
	m.send(typeSpawn, spawn(1, 1, ""))
	if got := data[exceptionData](m, typeException); got.Message != w.fail.Error() {
		t.Errorf("it says %+v", got)
	}
	m.next(typeQuit)
	if err := <-w.ended; !errors.Is(err, w.fail) {
		t.Errorf("it ended with %v", err)
	}
}

func TestAWorkerThatIsInterruptedDeliversItsResult(t *testing.T) {
	t.Parallel()
	m := listenAt(t, "")
	w, _ := hire(t, m, patient(), 0, 1, "a")
	w.cancel()
	if have := m.acknowledge("a", 100, nil); string(have) != "end" {
		t.Errorf("the result is %q", have)
	}
	m.next(typeQuit)
	if err := <-w.ended; !errors.Is(err, ErrInterrupted) {
		t.Errorf("it ended with %v", err)
	}
}

func TestAMasterThatDoesNotNumberItsWorkersIsRefused(t *testing.T) {
	t.Parallel()
	m := listenAt(t, "")
	w := newWork(t, m.addr, patient())
	w.begin(t, m)
	m.next(typeReady)
	m.send(typeAck, map[string]any{})
	if err := <-w.ended; err == nil || !strings.Contains(err.Error(), "Locust 2.10.3 and later ones do") {
		t.Errorf("it ended with %v", err)
	}
}
