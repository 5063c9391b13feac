// Package wholetraceprocessor is the processor whole_trace: it holds spans until their trace is whole and hands it on
// in one piece, marked as such (internal/wholetrace). It is the only component of Baton that buffers.
//
// A span goes this way: ConsumeTraces reads the batch, cuts it by trace (internal/fragment) and files it in the buffer
// (internal/buffer), whose timer wheel (internal/wheel) says when a trace is whole. Delivery takes it from there, puts
// it together (internal/assembly) and calls the next consumer until that has taken it.
package wholetraceprocessor

//go:generate go tool mdatagen metadata.yaml
