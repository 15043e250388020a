package loop

// job is a microtask: a function to run, or an async function to resume. The
// second form spares a closure on every Await.
type job struct {
	run    func()
	resume *coroutine
}

// queue is a first-in-first-out ring of microtasks. The zero value is empty.
type queue struct {
	ring []job // its length is a power of two
	head int
	size int
}

func (q *queue) push(j job) {
	if q.size == len(q.ring) {
		q.grow()
	}
	q.ring[(q.head+q.size)&(len(q.ring)-1)] = j
	q.size++
}

func (q *queue) pop() (job, bool) {
	if q.size == 0 {
		return job{}, false
	}
	j := q.ring[q.head]
	q.ring[q.head] = job{} // let go of what it holds
	q.head = (q.head + 1) & (len(q.ring) - 1)
	q.size--
	return j, true
}

func (q *queue) grow() {
	ring := make([]job, max(8, 2*len(q.ring)))
	for i := range q.size {
		ring[i] = q.ring[(q.head+i)&(len(q.ring)-1)]
	}
	q.ring, q.head = ring, 0
}
