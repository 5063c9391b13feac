package jaegerexporter

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/exporter/exportertest"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/exporter/jaegerexporter/internal/metadata"
	"github.com/otelcol-baton/baton/internal/otlpclient/otlptest"
	"github.com/otelcol-baton/baton/internal/tracetest"
)

// load makes a configuration of what a user would write.
func load(tb testing.TB, values map[string]any) *Config {
	tb.Helper()
	cfg := createDefaultConfig().(*Config)
	require.NoError(tb, confmap.NewFromStringMap(values).Unmarshal(cfg))
	require.NoError(tb, confmap.Validate(cfg))
	return cfg
}

// start starts an exporter; the test's end shuts it down.
func start(tb testing.TB, values map[string]any) exporter.Traces {
	tb.Helper()
	e, err := NewFactory().CreateTraces(tb.Context(), exportertest.NewNopSettings(metadata.Type), load(tb, values))
	require.NoError(tb, err)
	require.NoError(tb, e.Start(tb.Context(), componenttest.NewNopHost()))
	tb.Cleanup(func() { require.NoError(tb, e.Shutdown(tb.Context())) })
	return e
}

func byGRPC(b *otlptest.Backend) map[string]any {
	return map[string]any{"endpoint": b.GRPC, "tls": map[string]any{"insecure": true}}
}

func byHTTP(b *otlptest.Backend) map[string]any {
	return map[string]any{"http": map[string]any{"endpoint": b.HTTP}}
}

func TestWithoutOptionsEverySpanArrivesAsItIs(t *testing.T) {
	for name, values := range map[string]func(*otlptest.Backend) map[string]any{"grpc": byGRPC, "http": byHTTP} {
		t.Run(name, func(t *testing.T) {
			backend := otlptest.Start(t, nil)
			e := start(t, values(backend))
			require.False(t, e.Capabilities().MutatesData)
			want := ptrace.NewTraces()
			for _, r := range tracetest.Recordings(t) {
				for _, td := range r.Requests {
					for _, rs := range td.ResourceSpans().All() {
						rs.CopyTo(want.ResourceSpans().AppendEmpty())
					}
					td.MarkReadOnly()
					require.NoError(t, e.ConsumeTraces(t.Context(), td))
				}
			}
			require.Eventually(t, func() bool { return backend.Spans() == want.SpanCount() }, 10*time.Second, 10*time.Millisecond)
			require.Equal(t, documents(t, want), documents(t, merge(backend)))
		})
	}
}

// merge puts together what a backend took.
func merge(b *otlptest.Backend) ptrace.Traces {
	all := ptrace.NewTraces()
	for _, m := range b.Took() {
		for _, rs := range m.Traces.ResourceSpans().All() {
			rs.CopyTo(all.ResourceSpans().AppendEmpty())
		}
	}
	return all
}

// documents returns each resource's spans as JSON, in the order of the first span's id: batches may overtake one another.
func documents(t *testing.T, td ptrace.Traces) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				one := ptrace.NewTraces()
				to := one.ResourceSpans().AppendEmpty()
				rs.Resource().CopyTo(to.Resource())
				toScope := to.ScopeSpans().AppendEmpty()
				ss.Scope().CopyTo(toScope.Scope())
				span.CopyTo(toScope.Spans().AppendEmpty())
				text, err := (&ptrace.JSONMarshaler{}).MarshalTraces(one)
				require.NoError(t, err)
				all[span.TraceID().String()+span.SpanID().String()] = string(text)
			}
		}
	}
	return all
}
