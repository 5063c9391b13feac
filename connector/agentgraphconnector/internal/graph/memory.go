package graph

import (
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

type spanKey struct {
	trace pcommon.TraceID
	span  pcommon.SpanID
}

// Memory knows for some time which agent ran which span, and which edges wait to be told. Both are bounded: the oldest is
// forgotten first.
type Memory struct {
	keep    time.Duration
	most    int
	nodes   map[spanKey]node
	waiting map[spanKey][]Edge
	known   queue // of nodes
	wanted  queue // of waiting
}

// NewMemory remembers so many spans for so long.
func NewMemory(keep time.Duration, most int) *Memory {
	return &Memory{keep: keep, most: most, nodes: map[spanKey]node{}, waiting: map[spanKey][]Edge{}}
}

// Get returns who ran a span.
func (m *Memory) Get(key spanKey) (node, bool) {
	n, ok := m.nodes[key]
	return n, ok
}

// Put remembers who ran a span and returns the edges that waited for it.
func (m *Memory) Put(key spanKey, n node, now time.Time) []Edge {
	m.known.drop(now.Add(-m.keep), m.most, func(old spanKey) { delete(m.nodes, old) })
	if _, ok := m.nodes[key]; !ok {
		m.known.push(key, now)
	}
	m.nodes[key] = n
	if len(m.waiting) == 0 {
		return nil
	}
	edges := m.waiting[key]
	delete(m.waiting, key)
	return edges
}

// Wait keeps an edge until its client is known. One whose client never comes is forgotten.
func (m *Memory) Wait(key spanKey, e Edge, now time.Time) {
	m.wanted.drop(now.Add(-m.keep), m.most/10, func(old spanKey) { delete(m.waiting, old) })
	if _, ok := m.waiting[key]; !ok {
		m.wanted.push(key, now)
	}
	m.waiting[key] = append(m.waiting[key], e)
}

// queue holds keys in the order in which they came.
type queue struct{ list []queued }

type queued struct {
	key spanKey
	at  time.Time
}

func (q *queue) push(key spanKey, now time.Time) { q.list = append(q.list, queued{key, now}) }

// drop takes out what came before a time, and makes room for one below most.
func (q *queue) drop(before time.Time, most int, gone func(spanKey)) {
	n := 0
	for n < len(q.list) && (q.list[n].at.Before(before) || len(q.list)-n >= most) {
		gone(q.list[n].key)
		n++
	}
	if q.list = q.list[n:]; len(q.list) == 0 {
		q.list = nil // let go of the array that was walked through
	}
}
