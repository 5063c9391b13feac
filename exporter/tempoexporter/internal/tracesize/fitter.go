package tracesize

import (
	"time"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/exporter/tempoexporter/internal/cut"
	"github.com/otelcol-baton/baton/internal/said"
)

// Fitter makes traces fit Tempo's limit. It may be used from several goroutines.
type Fitter struct {
	limit  int
	memory *Memory
	places *said.Places
}

// NewFitter returns a fitter of traces of at most limit bytes.
func NewFitter(limit int, now func() time.Time) *Fitter {
	return &Fitter{limit: limit, memory: NewMemory(now), places: said.NewPlaces()}
}

// Result is what Fit had to do.
type Result struct {
	// Cut counts the traces that lost content.
	Cut int
	// Lost counts the spans that were taken out: with them Tempo would have discarded all that came with them.
	Lost int
}

// Fit returns the traces of one tenant so that each fits with what went before it: td itself where that is so. own says
// that td may be changed.
func (f *Fitter) Fit(tenant string, td ptrace.Traces, own bool) (ptrace.Traces, Result) {
	var r Result
	for _, trace := range measure(td) {
		before := f.memory.Add(tenant, trace.id, trace.bytes)
		excess := before + trace.bytes - f.limit
		if excess <= 0 {
			continue
		}
		if !own {
			mine := ptrace.NewTraces()
			td.CopyTo(mine)
			td, own = mine, true
		}
		gone := cut.Trace(spansOf(td, trace.id), f.places, excess)
		if gone > 0 {
			r.Cut++
		}
		if gone < excess {
			bytes, spans := removeLast(td, trace.id, excess-gone)
			gone += bytes
			r.Lost += spans
		}
		f.memory.Add(tenant, trace.id, -gone)
	}
	return td, r
}
