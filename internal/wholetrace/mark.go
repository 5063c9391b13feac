// Package wholetrace is the mark that says what a batch of spans is: whole traces, a part of one, or late spans.
//
// The processor whole_trace sets the mark on the context of the call downstream; whoever stands behind it asks for it
// with FromContext. The mark lives as long as the call: a component that hands a batch to another goroutine loses it.
package wholetrace

import "context"

// Kind says what the spans of one call are. A call is of one kind, never mixed.
type Kind string

const (
	// Whole marks complete traces: one or more, every span of each that was seen.
	Whole Kind = "whole"
	// Part marks some of one trace's spans: it was too large, or was handed on early.
	Part Kind = "part"
	// Late marks spans that came after their trace was handed on.
	Late Kind = "late"
)

// Mark is what whole_trace says of one call downstream.
type Mark struct {
	Kind Kind
	// Part counts the parts of one trace from 1; zero unless Kind is Part.
	Part int
	// HandOn names this hand-on: the same for every attempt at it and in every branch of a fan-out, and never given twice,
	// so that who counts can count a hand-on once.
	HandOn uint64
	// Attempt counts from 1; a higher one repeats a hand-on that failed somewhere downstream.
	Attempt int
}

type key struct{}

// NewContext returns a context that carries m.
func NewContext(ctx context.Context, m Mark) context.Context {
	return context.WithValue(ctx, key{}, m)
}

// FromContext returns the mark, and false for a batch that whole_trace has not marked.
func FromContext(ctx context.Context) (Mark, bool) {
	m, ok := ctx.Value(key{}).(Mark)
	return m, ok
}
