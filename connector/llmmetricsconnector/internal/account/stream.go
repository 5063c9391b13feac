package account

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/series"
)

// stream observes when the chunks of a streamed answer came: as the span says, or as its events of chunks do.
func (a *Account) stream(p *plan, v *agenttrace.View, from series.Exemplar) {
	first, each := a.metrics.firstChunk, a.metrics.perChunk
	previous := pcommon.Timestamp(0)
	for _, event := range v.In.Events().All() {
		if !isChunk(event.Name()) {
			continue
		}
		at := event.Timestamp()
		switch {
		case previous == 0:
			if v.FirstChunk == 0 && at > v.In.StartTimestamp() {
				a.point(&p.firstChunk, first, p.client).Observe(float64(at-v.In.StartTimestamp())/1e9, v.Weight, from)
			}
		case at >= previous:
			a.point(&p.perChunk, each, p.client).Observe(float64(at-previous)/1e9, v.Weight, from)
		}
		previous = max(previous, at)
	}
	if v.FirstChunk > 0 {
		a.point(&p.firstChunk, first, p.client).Observe(v.FirstChunk, v.Weight, from)
	}
	if previous == 0 && v.PerChunk > 0 {
		a.point(&p.perChunk, each, p.client).Observe(v.PerChunk, v.Weight, from)
	}
}

// isChunk says whether a span event stands for a chunk: OpenLLMetry writes one for each (dialects.md §5.3, read 2026-11-24).
func isChunk(event string) bool {
	return event == "llm.content.completion.chunk" || event == "gen_ai.content.completion.chunk"
}

// server observes what a model's server, or a proxy in front of one, says of a call that it answered. Where the caller has a
// span too, that is the call and this one repeats it.
func (a *Account) server(p *plan, v *agenttrace.View, from series.Exemplar) {
	if v.In.Kind() != ptrace.SpanKindServer || v.Operation == "" || v.CostReason == genai.ReasonFreeOperation {
		return
	}
	m, took := a.metrics, seconds(v)
	a.point(&p.serverDuration, m.serverDuration, p.client, v.FailedWith()).Observe(took, v.Weight, from)
	if v.Failed || v.FirstChunk <= 0 {
		return
	}
	a.point(&p.serverFirst, m.serverFirst, p.client).Observe(v.FirstChunk, v.Weight, from)
	if output := v.Output; output > 1 && took > v.FirstChunk {
		a.point(&p.serverToken, m.serverToken, p.client).Observe((took-v.FirstChunk)/float64(output-1), v.Weight, from)
	}
}
