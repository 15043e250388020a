package locust

import (
	"fmt"
	"time"
)

// delivery is the way of a result to the master.
type delivery struct {
	run   string    // of the test; empty where the master takes no result
	have  int64     // bytes that the master has
	asked time.Time // when it was sent a part that it has not answered; zero for none
	until int64     // where that part ends
	last  bool      // and whether the result does
	moved time.Time // when the master had more of it than before
	over  bool      // the master has all of it, or will not get it
}

// unanswered is for how long a part was not answered.
func (d *delivery) unanswered(now time.Time) time.Duration {
	if d.over || d.asked.IsZero() {
		return 0
	}
	return now.Sub(d.asked)
}

// deliver sends the next part of the result, unless one is on its way.
func (w *Worker) deliver() {
	if w.test == nil || w.test.delivery.over || !w.test.delivery.asked.IsZero() || w.link == nil {
		return
	}
	d := &w.test.delivery
	data, last, err := w.test.spool.part(d.have)
	switch {
	case err != nil:
		w.tell(fmt.Sprintf("the result is not whole: %v", err))
		w.giveUp()
	case len(data) > 0 || last:
		d.asked, d.until, d.last = w.now, d.have+int64(len(data)), last
		w.send(typeResult, partData{Run: d.run, Offset: d.have, Data: data, Last: last})
	}
}

// acknowledgedPart goes on with the next part. A part that the master could not keep is
// sent again a second later.
func (w *Worker) acknowledgedPart(m message) error {
	var data haveData
	if err := m.into(&data); err != nil {
		return err
	}
	if w.test == nil || w.test.delivery.over || data.Run != w.test.delivery.run || w.test.delivery.asked.IsZero() {
		return nil
	}
	d := &w.test.delivery
	kept := data.Bytes == d.until
	d.have, d.asked, d.over = data.Bytes, time.Time{}, kept && d.last
	if kept {
		d.moved = w.now
		w.deliver()
	}
	return nil
}

// giveUp sends no more of the result.
func (w *Worker) giveUp() {
	d := &w.test.delivery
	if !d.over {
		d.over = true
		w.tell("the Locust master does not have the whole result of this worker: --out result=FILE keeps one here")
	}
}
