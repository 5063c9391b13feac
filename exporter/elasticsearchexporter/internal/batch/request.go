// Package batch is what waits in the exporter's queue: the traces or logs of one call or several, as they came, and
// which of their spans or records are still to be sent. Batches are put together as lists, so the data itself is never
// changed and may be shared with other components.
package batch

import (
	"context"
	"errors"
	"fmt"

	"go.opentelemetry.io/collector/exporter/exporterhelper"
	"go.opentelemetry.io/collector/exporter/exporterhelper/xexporterhelper"
)

// Request is one batch. T is ptrace.Traces or plog.Logs.
type Request[T any] struct {
	signal *signal[T]
	parts  []T
	// left holds the items still to be sent, in order; nil means all. Items are counted through all parts.
	left []uint32
	// before says what came of earlier attempts.
	before History
}

// History is what earlier attempts leave for the next.
type History struct {
	// Attempts counts them.
	Attempts int
	// Written maps an alias to the index behind it while an attempt went there of which nobody knows the outcome.
	Written map[string]string
}

// Left is the error of an attempt that some items did not survive: they are to be sent again.
type Left struct {
	Items  []uint32
	Before History
	Cause  error
}

func (l *Left) Error() string {
	return fmt.Sprintf("%d documents are to be sent again: %v", len(l.Items), l.Cause)
}

func (l *Left) Unwrap() error { return l.Cause }

// History returns what came of earlier attempts.
func (r *Request[T]) History() History { return r.before }

// Each calls f for every part, with the number of its first item.
func (r *Request[T]) Each(f func(part T, first uint32) error) error {
	first := 0
	for _, part := range r.parts {
		if err := f(part, uint32(first)); err != nil { // #nosec G115 -- a batch of 2^32 spans fits no memory
			return err
		}
		first += r.signal.count(part)
	}
	return nil
}

// Wanted returns a function that says whether an item is still to be sent. It must be asked in order.
func (r *Request[T]) Wanted() func(item uint32) bool {
	if r.left == nil {
		return func(uint32) bool { return true }
	}
	return Wanted(r.left)
}

// Wanted returns a function that says whether an item is among those listed. It must be asked in order.
func Wanted(rest []uint32) func(item uint32) bool {
	return func(item uint32) bool {
		for len(rest) > 0 && rest[0] < item {
			rest = rest[1:]
		}
		return len(rest) > 0 && rest[0] == item
	}
}

// OnError returns the request that is left after an attempt.
func (r *Request[T]) OnError(err error) xexporterhelper.Request {
	var l *Left
	if !errors.As(err, &l) {
		return r
	}
	return &Request[T]{signal: r.signal, parts: r.parts, left: l.Items, before: l.Before}
}

// ItemsCount counts the items still to be sent.
func (r *Request[T]) ItemsCount() int {
	if r.left != nil {
		return len(r.left)
	}
	return r.total()
}

func (r *Request[T]) total() int {
	n := 0
	for _, part := range r.parts {
		n += r.signal.count(part)
	}
	return n
}

// BytesSize is the size of the data as OTLP.
func (r *Request[T]) BytesSize() int {
	n := 0
	for _, part := range r.parts {
		n += r.signal.size(part)
	}
	return n
}

// MergeSplit puts another request behind this one and cuts both into requests of at most max items. Neither is changed.
func (r *Request[T]) MergeSplit(
	_ context.Context, most int, by exporterhelper.RequestSizerType, other xexporterhelper.Request,
) ([]xexporterhelper.Request, error) {
	all := r
	if other != nil {
		next, ok := other.(*Request[T])
		if !ok {
			return nil, fmt.Errorf("cannot put a %T behind a %T", other, r)
		}
		all = r.merge(next)
	}
	if most <= 0 || by != exporterhelper.RequestSizerTypeItems || all.ItemsCount() <= most {
		return []xexporterhelper.Request{all}, nil
	}
	left := all.items()
	var cut []xexporterhelper.Request
	for len(left) > 0 {
		n := min(most, len(left))
		cut = append(cut, &Request[T]{signal: r.signal, parts: all.parts, left: left[:n:n], before: all.before})
		left = left[n:]
	}
	return cut, nil
}

func (r *Request[T]) merge(next *Request[T]) *Request[T] {
	// The list grows in place: batches are put together one by one, and each has one successor.
	m := &Request[T]{signal: r.signal, parts: append(r.parts, next.parts...)}
	if r.left != nil || next.left != nil {
		m.left = r.items()
		for _, item := range next.items() {
			m.left = append(m.left, item+uint32(r.total())) // #nosec G115 -- as above
		}
	}
	return m
}

// items lists the items still to be sent.
func (r *Request[T]) items() []uint32 {
	if r.left != nil {
		return append([]uint32(nil), r.left...)
	}
	all := make([]uint32, r.total())
	for i := range all {
		all[i] = uint32(i) // #nosec G115 -- as above
	}
	return all
}
