package otlpclient

import (
	"fmt"

	"go.opentelemetry.io/collector/pdata/ptrace"
	"google.golang.org/grpc/mem"
)

// chunk is one call's traces, or some of them, as an encoded message of OTLP. Chunks put one behind the other are a
// message again.
type chunk struct {
	body  mem.Buffer
	spans int
}

// chunks makes chunks of at most limit bytes each (zero: of any size). Traces stay whole unless one alone is larger, spans
// stay whole always.
func (e *encoder) chunks(td ptrace.Traces, limit int) ([]chunk, error) {
	body, err := e.encode(td)
	if err != nil {
		return nil, err
	}
	spans := td.SpanCount()
	if limit == 0 || body.Len() <= limit || spans < 2 {
		return []chunk{{body: body, spans: spans}}, nil
	}
	body.Free()
	var chunks []chunk
	for _, some := range cut(td, limit) {
		body, err := e.encode(some)
		if err != nil {
			return nil, err
		}
		chunks = append(chunks, chunk{body: body, spans: some.SpanCount()})
	}
	return chunks, nil
}

// halves cuts a chunk in two between traces, or between the spans of a single one if that may be cut. It returns nothing
// where there is nothing to cut.
func (e *encoder) halves(c chunk, cutTraces bool) ([]chunk, error) {
	if c.spans < 2 {
		return nil, nil
	}
	td, err := (&ptrace.ProtoUnmarshaler{}).UnmarshalTraces(c.body.ReadOnlyData())
	if err != nil {
		return nil, fmt.Errorf("cannot read the traces again: %w", err)
	}
	spans := spansOf(td)
	at := middle(spans)
	if at == 0 {
		if !cutTraces {
			return nil, nil
		}
		at = len(spans) / 2
	}
	var both []chunk
	for _, half := range [][]place{spans[:at], spans[at:]} {
		chunks, err := e.chunks(pick(td, half), 0)
		if err != nil {
			return nil, err
		}
		both = append(both, chunks...)
	}
	c.body.Free()
	return both, nil
}

// middle returns where the trace nearest to the middle begins; zero for a single trace.
func middle(spans []place) int {
	best, half := 0, len(spans)/2
	for i := 1; i < len(spans); i++ {
		if spans[i].traceID != spans[i-1].traceID && (best == 0 || abs(i-half) < abs(best-half)) {
			best = i
		}
	}
	return best
}

func abs(n int) int { return max(n, -n) }
