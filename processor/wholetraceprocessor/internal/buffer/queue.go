package buffer

// queue is first in, first out. The zero value is empty.
type queue[T any] struct {
	items []T
	head  int
}

func (q *queue[T]) push(v T) { q.items = append(q.items, v) }

func (q *queue[T]) front() (v T, ok bool) {
	if q.head == len(q.items) {
		return v, false
	}
	return q.items[q.head], true
}

func (q *queue[T]) pop() {
	q.head++
	if q.head*2 >= len(q.items) {
		// Half of it is served: what is left moves up, so that memory stays in proportion.
		q.items = append(q.items[:0], q.items[q.head:]...)
		q.head = 0
	}
}
