package answer

import (
	"sync"
	"sync/atomic"
	"time"
)

// Turns makes the pages of large answers one at a time, however many clients ask. The
// zero value is ready. It may be used concurrently.
type Turns struct {
	mu      sync.Mutex
	waiting atomic.Int32
}

// maxRest bounds a rest: a page that took long may only have had to wait.
const maxRest = 5 * time.Millisecond

// Take makes a page when its turn comes. While others wait it rests after that for
// three times as long as the page took: all together take a quarter of one processor
// and leave the rest to other calls.
func (t *Turns) Take(page func()) {
	t.waiting.Add(1)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.waiting.Add(-1)
	began := time.Now()
	page()
	if t.waiting.Load() > 0 {
		time.Sleep(min(3*time.Since(began), maxRest))
	}
}
