//go:generate go tool mdatagen metadata.yaml

// Package llmsamplingprocessor keeps the traces worth keeping, at a weight that is right.
//
// It decides on the whole traces that whole_trace hands on and llm_span has enriched: the first rule that takes a trace
// gives a rate, a budget may lower it, and the trace is kept when the threshold T of that rate is at most its
// randomness R. T is written to the trace state of what is kept (`ot=th`), so that a backend can count what was dropped.
//
// The processor holds no spans back. It copies those it keeps, and what it remembers of the others is a few bytes a trace,
// so that a late span follows its trace.
package llmsamplingprocessor
