// Package otlpclient sends traces to one backend that takes OTLP. The exporters jaeger and tempo are made of it; each adds
// what its backend needs.
//
// A call's traces are encoded at once, in the caller's goroutine, into chunks that fit a message of the backend and hold
// whole traces wherever that is possible. From there on only bytes wait: the queue knows how large it is, a batch is a
// list of chunks, a retry sends the same bytes, and nobody's data is changed.
//
// What a backend answers is a Refusal, which says whether the same bytes may be sent again. A message that a backend
// refuses for what is in it is cut in halves, until what is bad stands alone: good traces beside it arrive.
package otlpclient
