package llmspanprocessor

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/tracetest"
	"github.com/otelcol-baton/baton/internal/wholetrace"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/enrichment"
)

var modes = []string{"keep", "fold", "drop"}

func withMessaging(mode string) func(*Config) { return func(c *Config) { c.Messaging = mode } }

// TestTwiceIsOnce: what llm_span wrote, fed to it again, comes out byte for byte the same (design.md §5).
func TestTwiceIsOnce(t *testing.T) {
	for _, recording := range tracetest.Recordings(t) {
		for _, kind := range []wholetrace.Kind{wholetrace.Whole, wholetrace.Part, wholetrace.Late, ""} {
			for _, mode := range modes {
				t.Run(fmt.Sprintf("%s/%s/%s", recording.Name, kind, mode), func(t *testing.T) {
					once := enrich(t, recording.Merged(), kind, withMessaging(mode))
					want := encode(t, once)
					twice := enrich(t, once, kind, withMessaging(mode))
					require.True(t, bytes.Equal(want, encode(t, twice)), "%s", difference(want, encode(t, twice)))
				})
			}
		}
	}
}

// TestMarkedOverUnmarkedEqualsMarked: a sidecar that sees spans one by one, and a gateway behind it that sees whole
// traces, give what the gateway alone gives.
func TestMarkedOverUnmarkedEqualsMarked(t *testing.T) {
	for _, recording := range tracetest.Recordings(t) {
		t.Run(recording.Name, func(t *testing.T) {
			want := canonical(t, enrich(t, recording.Merged(), wholetrace.Whole))
			sidecar := enrich(t, recording.Merged(), "")
			require.Equal(t, want, canonical(t, enrich(t, sidecar, wholetrace.Whole)))
		})
	}
}

// TestMarkedOverUnmarkedUnderEverySetting: nor does it matter what the two of them do with content, names and costs.
func TestMarkedOverUnmarkedUnderEverySetting(t *testing.T) {
	for name, change := range map[string]func(*Config){
		"mask":        func(c *Config) { c.Content = "mask" },
		"truncate":    func(c *Config) { c.Content = "truncate" },
		"short_texts": func(c *Config) { c.Content, c.TruncateBytes = "truncate", 128 },
		"drop":        func(c *Config) { c.Content = "drop" },
		"no_original": func(c *Config) { c.KeepOriginal = false },
		"latest":      func(c *Config) { c.Semconv = "latest" },
		"all_costs":   func(c *Config) { c.CostAttributes = enrichment.CostWriters() },
		"all_of_them": func(c *Config) {
			c.Content, c.KeepOriginal, c.Semconv, c.CostAttributes = "drop", false, "latest", enrichment.CostWriters()
		},
	} {
		for _, recording := range tracetest.Recordings(t) {
			t.Run(name+"/"+recording.Name, func(t *testing.T) {
				want := canonical(t, enrich(t, recording.Merged(), wholetrace.Whole, change))
				sidecar := enrich(t, recording.Merged(), "", change)
				require.Equal(t, want, canonical(t, enrich(t, sidecar, wholetrace.Whole, change)))
				again := enrich(t, enrich(t, recording.Merged(), "", change), "", change)
				require.Equal(t, want, canonical(t, enrich(t, again, wholetrace.Whole, change)), "behind two of them")
			})
		}
	}
}

// TestASidecarThatDropsContentLosesNoAgent: the gateway behind it keeps content, as there is none.
func TestASidecarThatDropsContentLosesNoAgent(t *testing.T) {
	for _, recording := range tracetest.Recordings(t) {
		t.Run(recording.Name, func(t *testing.T) {
			want := enrich(t, recording.Merged(), wholetrace.Whole, func(c *Config) { c.Content = "drop" })
			sidecar := enrich(t, recording.Merged(), "", func(c *Config) { c.Content = "drop" })
			require.Equal(t, canonical(t, want), canonical(t, enrich(t, sidecar, wholetrace.Whole)))
		})
	}
}

// TestMarkedThenUnmarkedChangesNothing: the gateway's output through a second, unmarked llm_span.
func TestMarkedThenUnmarkedChangesNothing(t *testing.T) {
	for _, recording := range tracetest.Recordings(t) {
		t.Run(recording.Name, func(t *testing.T) {
			whole := enrich(t, recording.Merged(), wholetrace.Whole)
			want := canonical(t, whole)
			require.Equal(t, want, canonical(t, enrich(t, whole, "")))
		})
	}
}

// TestOrderIsNothing: the spans of a trace in any order give the same.
func TestOrderIsNothing(t *testing.T) {
	for _, recording := range tracetest.Recordings(t) {
		t.Run(recording.Name, func(t *testing.T) {
			want := canonical(t, enrich(t, recording.Merged(), wholetrace.Whole))
			reversed := reorder(recording.Merged(), func(list []spanAt) { slices.Reverse(list) })
			require.Equal(t, want, canonical(t, enrich(t, reversed, wholetrace.Whole)), "reversed")
			for seed := range uint64(5) {
				random := rand.New(rand.NewPCG(seed, seed))
				shuffled := reorder(recording.Merged(), func(list []spanAt) {
					random.Shuffle(len(list), func(i, k int) { list[i], list[k] = list[k], list[i] })
				})
				require.Equal(t, want, canonical(t, enrich(t, shuffled, wholetrace.Whole)), "shuffled by seed %d", seed)
			}
		})
	}
}

type spanAt struct {
	resource pcommon.Resource
	scope    pcommon.InstrumentationScope
	span     ptrace.Span
}

// reorder puts every span in a group of its own, in the order that change gives.
func reorder(batch ptrace.Traces, change func([]spanAt)) ptrace.Traces {
	var list []spanAt
	for _, rs := range batch.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				list = append(list, spanAt{rs.Resource(), ss.Scope(), span})
			}
		}
	}
	change(list)
	out := ptrace.NewTraces()
	for _, s := range list {
		rs := out.ResourceSpans().AppendEmpty()
		s.resource.CopyTo(rs.Resource())
		ss := rs.ScopeSpans().AppendEmpty()
		s.scope.CopyTo(ss.Scope())
		s.span.CopyTo(ss.Spans().AppendEmpty())
	}
	return out
}

func encode(tb testing.TB, batch ptrace.Traces) []byte {
	tb.Helper()
	data, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(batch)
	require.NoError(tb, err)
	return data
}

// canonical writes a batch in an order of its own: a span a line, its attributes sorted.
func canonical(tb testing.TB, batch ptrace.Traces) string {
	tb.Helper()
	var lines []string
	for _, rs := range batch.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				lines = append(lines, line(ss.Scope().Name(), span))
			}
		}
	}
	slices.Sort(lines)
	var b bytes.Buffer
	for _, l := range lines {
		b.WriteString(l)
	}
	return b.String()
}

func line(scope string, span ptrace.Span) string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s parent %s %s %q %s\n", span.TraceID(), span.SpanID(), span.ParentSpanID(), scope, span.Name(), span.Status().Code())
	attributes(&b, "  ", span.Attributes())
	for _, l := range span.Links().All() {
		fmt.Fprintf(&b, "  link %s\n", l.SpanID())
		attributes(&b, "    ", l.Attributes())
	}
	for _, e := range span.Events().All() {
		fmt.Fprintf(&b, "  event %s\n", e.Name())
		attributes(&b, "    ", e.Attributes())
	}
	return b.String()
}

func attributes(b *bytes.Buffer, indent string, m pcommon.Map) {
	var keys []string
	for k := range m.All() {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		v, _ := m.Get(k)
		fmt.Fprintf(b, "%s%s = %s %s\n", indent, k, v.Type(), v.AsString())
	}
}

func difference(a, b []byte) string {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return fmt.Sprintf("differs at %d: %q against %q", i, a[max(0, i-80):min(n, i+80)], b[max(0, i-80):min(n, i+80)])
		}
	}
	return fmt.Sprintf("lengths %d and %d", len(a), len(b))
}
