package locust

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/wxload/wxload/reports/result"
)

// dial looks for the master.
func (w *Worker) dial(ctx context.Context) {
	w.dialing = true
	w.working.Go(func() {
		link, err := connect(ctx, w.options.Master, w.options.Node)
		select {
		case w.dialed <- dialed{link, err}:
		case <-ctx.Done():
			if link != nil {
				link.close()
			}
		}
	})
}

// connected takes a new connection. During a test the master should know the worker still.
func (w *Worker) connected(ctx context.Context, d dialed) {
	w.dialing = false
	if d.err != nil {
		w.refusal = d.err
		return
	}
	w.link, w.linked = d.link, w.now
	w.working.Go(func() { listen(ctx, d.link, w.incoming) })
	if w.test == nil {
		w.introduce()
		return
	}
	w.test.delivery.asked = time.Time{}
	w.deliver()
}

// listen hands over what comes, until the link ends.
func listen(ctx context.Context, l *link, to chan<- incoming) {
	for {
		m, err := l.receive()
		select {
		case to <- incoming{l, m, err}:
		case <-ctx.Done():
			return
		}
		if err != nil {
			return
		}
	}
}

// introduce tells the master that the worker is there.
func (w *Worker) introduce() { w.send(typeReady, foreign) }

// send sends a message, where there is a link.
func (w *Worker) send(kind string, data any) {
	if w.link == nil {
		return
	}
	if err := w.link.send(kind, data); err != nil {
		w.lost(err)
	}
}

// lost lets go of a link.
func (w *Worker) lost(err error) {
	w.unlink()
	w.refusal = err
	if w.alone.IsZero() {
		w.alone = w.now
	}
	t := w.test
	switch {
	case t == nil:
	case t.then >= leave: // the master has gone, as it said
		w.giveUp()
	case t.doubted.IsZero():
		t.doubted = w.now
		w.tell(fmt.Errorf("the Locust master is out of reach; the test goes on for a while: %w", err).Error())
	}
}

func (w *Worker) unlink() {
	if w.link != nil {
		w.link.close()
		w.link = nil
	}
}

// receive does what a message says.
func (w *Worker) receive(ctx context.Context, in incoming) {
	if in.from != w.link {
		return // of an older link
	}
	if in.err != nil {
		w.lost(in.err)
		return
	}
	if w.test != nil {
		w.test.doubted = time.Time{}
	}
	var err error
	switch in.message.Type {
	case typeAck:
		err = w.acknowledged(in.message)
	case typeSpawn:
		err = w.spawn(ctx, in.message)
	case typeStop:
		w.stop()
	case typeQuit:
		w.quit()
	case typeReconnect:
		w.lost(errors.New("it asked to connect again"))
	case typeHave:
		err = w.acknowledgedPart(in.message)
	case typeUnknown:
		w.unknown()
	default: // of a later version, or for others
	}
	if err != nil {
		w.end(err)
	}
}

// acknowledged takes the worker's number.
func (w *Worker) acknowledged(m message) error {
	var data ackData
	if err := m.into(&data); err != nil {
		return err
	}
	if data.Index == nil || *data.Index < 0 || *data.Index >= result.MaxWorker {
		return errors.New("the Locust master does not number its workers; Locust 2.10.3 and later ones do")
	}
	if w.index != *data.Index {
		w.tell(fmt.Sprintf("worker %d of the Locust master at %s", *data.Index+1, w.options.Master))
	}
	w.index = *data.Index
	w.alone = time.Time{}
	return nil
}

// spawn makes so many clients active.
func (w *Worker) spawn(ctx context.Context, m message) error {
	var data spawnData
	if err := m.into(&data); err != nil {
		return err
	}
	t := w.test
	if w.index < 0 || t != nil && (t.then != goOn || data.Timestamp <= t.latest) {
		return nil // it comes too late
	}
	w.send(typeSpawning, nil)
	w.state = stateSpawning
	if t == nil {
		if err := w.begin(ctx, data.Options.Run); err != nil {
			return err
		}
		t = w.test
	}
	t.latest = data.Timestamp
	t.users = w.fit(&data)
	t.set(t.users.Count)
	if t.running {
		w.spawned()
	}
	return nil
}

// fit is how many of the users there can be.
func (w *Worker) fit(data *spawnData) usersData {
	users := usersData{Classes: map[string]int{}}
	for class, n := range data.Users {
		users.Classes[class] = n
	}
	users.Count = data.total()
	over := users.Count - w.options.Clients
	if over <= 0 {
		return users
	}
	if !w.test.full {
		w.test.full = true
		text := fmt.Sprintf("the Locust master asks for %d clients, and this worker has %d: clients.count says how many", users.Count, w.options.Clients)
		w.tell(text)
		w.send(typeException, exceptionData{Message: text})
	}
	users.Count = w.options.Clients
	for _, class := range slices.Backward(sorted(users.Classes)) {
		less := min(over, users.Classes[class])
		users.Classes[class] -= less
		over -= less
	}
	return users
}

// spawned tells the master that they are there. One that does not know the worker would
// fail of it.
func (w *Worker) spawned() {
	w.state = stateRunning
	if w.test.doubted.IsZero() {
		w.send(typeSpawned, w.test.users)
	}
}

// stop ends a test; the worker waits for the next one.
func (w *Worker) stop() {
	if w.test == nil {
		w.send(typeStopped, nil)
		w.introduce()
		return
	}
	w.finish(rest)
}

// quit ends the worker, after its test.
func (w *Worker) quit() {
	if w.test == nil {
		w.end(nil)
		return
	}
	w.finish(leave)
}

// unknown introduces the worker anew. A master that does not know it does not know its
// test.
func (w *Worker) unknown() {
	if w.test == nil {
		w.introduce()
		return
	}
	w.tell("the Locust master does not know this worker any more, and the test ends")
	w.giveUp()
	w.finish(lose)
}

// interrupt ends the test early, and the worker after it.
func (w *Worker) interrupt() {
	if w.test == nil {
		w.send(typeQuit, nil)
		w.end(nil)
		return
	}
	w.test.cancel()
	w.finish(abort)
	if w.link == nil {
		w.giveUp() // nobody waits for a master now
	}
}
