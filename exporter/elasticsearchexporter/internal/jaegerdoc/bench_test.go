package jaegerdoc

import (
	"testing"
	"time"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/bulk"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/index"
	"github.com/otelcol-baton/baton/internal/tracetest"
)

// BenchmarkWriter writes the request bodies of all recordings over and over, as a batch would be written.
func BenchmarkWriter(b *testing.B) {
	var all []ptrace.Traces
	for _, r := range tracetest.Recordings(b) {
		all = append(all, r.Requests...)
	}
	w := newWriter()
	write := func(body *bulk.Body) (spans int) {
		body.Reset()
		w.Reset(false)
		for _, td := range all {
			for _, rs := range td.ResourceSpans().All() {
				w.Resource(rs.Resource(), "")
				for _, ss := range rs.ScopeSpans().All() {
					w.Scope(ss.Scope())
					for i := range ss.Spans().Len() {
						w.Span(body, ss.Spans().At(i), uint32(spans))
						spans++
					}
				}
			}
		}
		return spans
	}
	var body bulk.Body
	write(&body)
	for _, d := range body.Docs {
		if d.Extra != "" {
			w.opts.Known.Stored(d.Extra) // as after the first batch of a day
		}
	}
	spans := write(&body)
	b.SetBytes(int64(body.Len()))
	b.ReportAllocs()
	total := 0
	for b.Loop() {
		total += write(&body)
	}
	b.ReportMetric(float64(total)/b.Elapsed().Seconds(), "spans/s")
	b.ReportMetric(testing.AllocsPerRun(10, func() { write(&body) })/float64(spans), "allocs/span")
}

func newWriter() *Writer {
	return NewWriter(Options{
		Fields: NewFields(false, nil, "@"), Known: NewServices(time.Now),
		Spans: index.NewFamily("", SpanIndex, index.Daily), Services: index.NewFamily("", ServiceIndex, index.Daily),
	})
}
