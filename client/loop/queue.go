package loop

// queue is a first-in-first-out ring of microtasks. The zero value is empty.
type queue struct {
	ring []Task // its length is a power of two
	head int
	size int
}

func (q *queue) push(t Task) {
	if q.size == len(q.ring) {
		q.grow()
	}
	q.ring[(q.head+q.size)&(len(q.ring)-1)] = t
	q.size++
}

// pop takes out the first one; nil where there is none.
func (q *queue) pop() Task {
	if q.size == 0 {
		return nil
	}
	t := q.ring[q.head]
	q.ring[q.head] = nil // let go of what it holds
	q.head = (q.head + 1) & (len(q.ring) - 1)
	q.size--
	return t
}

func (q *queue) grow() {
	ring := make([]Task, max(8, 2*len(q.ring)))
	for i := range q.size {
		ring[i] = q.ring[(q.head+i)&(len(q.ring)-1)]
	}
	q.ring, q.head = ring, 0
}
