package buffer

import (
	"sync"

	"github.com/otelcol-baton/baton/internal/wholetrace"
)

// ref names a trace in the buffer.
type ref struct {
	shard *shard
	slot  uint32
}

// waiter is a trace that stands in line to be handed on.
type waiter struct {
	ref
	kind  wholetrace.Kind
	bytes int64
}

// One call downstream takes traces until it holds this much. A trace that is larger than a batch goes alone.
const (
	batchBytes = 1 << 20
	batchSize  = 256
)

// line is where traces stand that are to be handed on, first come, first served. Whole traces, parts and late spans
// stand in lines of their own: one call holds one kind.
type line struct {
	mu     sync.Mutex // guards lines, broken, turn and away
	lines  map[wholetrace.Kind][]waiter
	broken []*HandOn // that were broken off others; they are away already, and go first
	turn   int
	away   int // batches that were taken and are not back
	// bell has room for one ring: whoever takes rings again when more is left behind.
	bell chan struct{}
}

var kinds = []wholetrace.Kind{wholetrace.Whole, wholetrace.Part, wholetrace.Late}

func newLine() *line {
	return &line{lines: map[wholetrace.Kind][]waiter{}, bell: make(chan struct{}, 1)}
}

// join adds waiters. Those that come in one call can go downstream in one.
func (l *line) join(waiters ...waiter) {
	if len(waiters) == 0 {
		return
	}
	l.mu.Lock()
	for _, w := range waiters {
		l.lines[w.kind] = append(l.lines[w.kind], w)
	}
	l.mu.Unlock()
	l.ring()
}

// push adds a hand-on that was broken off another.
func (l *line) push(h *HandOn) {
	l.mu.Lock()
	l.broken = append(l.broken, h)
	l.away++
	l.mu.Unlock()
	l.ring()
}

// pop returns a hand-on that was broken off another, or nil when there is none.
func (l *line) pop() *HandOn {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.broken) == 0 {
		return nil
	}
	h := l.broken[0]
	l.broken = l.broken[1:]
	return h
}

func (l *line) ring() {
	select {
	case l.bell <- struct{}{}:
	default:
	}
}

// take serves the kinds in turn, so that none waits for another to be served out.
func (l *line) take() (batch []waiter, more bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for range kinds {
		kind := kinds[l.turn%len(kinds)]
		l.turn++
		if queue := l.lines[kind]; len(queue) > 0 {
			n := fit(queue)
			batch = append(batch, queue[:n]...)
			l.lines[kind] = remaining(queue, n)
			l.away++
			break
		}
	}
	for _, queue := range l.lines {
		more = more || len(queue) > 0
	}
	return batch, more
}

// fit counts how many of those in front go into one call. A part goes alone: its number is its trace's.
func fit(queue []waiter) int {
	if queue[0].kind == wholetrace.Part {
		return 1
	}
	n, bytes := 1, queue[0].bytes
	for n < len(queue) && n < batchSize && bytes+queue[n].bytes <= batchBytes {
		bytes += queue[n].bytes
		n++
	}
	return n
}

// remaining drops the first n; an empty queue gives its memory back.
func remaining(queue []waiter, n int) []waiter {
	if n == len(queue) {
		return nil
	}
	return queue[n:]
}

// back says that a batch that was taken is done with.
func (l *line) back() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.away--
}

// idle reports whether nobody stands in line and no batch is away.
func (l *line) idle() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := l.away
	for _, queue := range l.lines {
		n += len(queue)
	}
	return n == 0
}
