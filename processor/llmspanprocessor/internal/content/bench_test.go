package content

import (
	"testing"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
)

// BenchmarkRebuild works through the spans of all recordings, and through the calls that hold parts already.
func BenchmarkRebuild(b *testing.B) {
	type work struct {
		span ptrace.Span
		role genai.Role
	}
	kinds := map[string][]work{}
	r := NewRebuilder()
	recordings(b, func(_ string, span ptrace.Span, role genai.Role) {
		kept := ptrace.NewSpan()
		span.CopyTo(kept)
		w := work{kept, role}
		kinds["all"] = append(kinds["all"], w)
		if role != genai.RoleCall {
			return
		}
		if m := r.Rebuild(span, role, nil); m.Input != "" {
			kinds["calls_to_rebuild"] = append(kinds["calls_to_rebuild"], w)
		} else {
			kinds["calls_in_form"] = append(kinds["calls_in_form"], w)
		}
	})
	for _, kind := range []string{"all", "calls_to_rebuild", "calls_in_form"} {
		b.Run(kind, func(b *testing.B) {
			b.ReportAllocs()
			for i := range b.N {
				w := kinds[kind][i%len(kinds[kind])]
				r.Rebuild(w.span, w.role, nil)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "spans/s")
		})
	}
}

// BenchmarkApply treats the spans of all recordings, as they are.
func BenchmarkApply(b *testing.B) {
	var spans []ptrace.Span
	size := 0
	recordings(b, func(_ string, span ptrace.Span, _ genai.Role) {
		kept := ptrace.NewSpan()
		span.CopyTo(kept)
		spans = append(spans, kept)
		for _, v := range span.Attributes().All() {
			size += len(v.Str())
		}
	})
	for _, mode := range []Mode{Mask, Truncate, Drop} {
		p := policy(b, Settings{Mode: mode, MaxBytes: 128})
		b.Run(string(mode), func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(size / len(spans)))
			var counts Counts
			span := ptrace.NewSpan()
			for i := range b.N {
				spans[i%len(spans)].CopyTo(span)
				p.Apply(span, &counts)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "spans/s")
		})
	}
}
