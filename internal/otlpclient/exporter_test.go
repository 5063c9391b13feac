package otlpclient

import (
	"context"
	"encoding/binary"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/exporter/exportertest"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/durationpb"

	"github.com/otelcol-baton/baton/internal/otlpclient/otlptest"
)

// load makes a configuration of what a user would write.
func load(tb testing.TB, values map[string]any) *Config {
	tb.Helper()
	config := NewDefaultConfig()
	require.NoError(tb, confmap.NewFromStringMap(values).Unmarshal(&config))
	config.AddPort()
	require.NoError(tb, confmap.Validate(&config))
	return &config
}

// start starts an exporter, with an observer of what it logs; the test's end shuts it down.
func start(tb testing.TB, s Settings) (exporter.Traces, *observer.ObservedLogs) {
	tb.Helper()
	core, logs := observer.New(zapcore.InfoLevel)
	set := exportertest.NewNopSettings(component.MustNewType("otlpclient"))
	set.Logger = zap.New(core)
	e, err := New(tb.Context(), set, s)
	require.NoError(tb, err)
	require.NoError(tb, e.Start(tb.Context(), componenttest.NewNopHost()))
	tb.Cleanup(func() { require.NoError(tb, e.Shutdown(tb.Context())) })
	return e, logs
}

// to sends to the backend; more are keys of the configuration, with :: between them.
func to(tb testing.TB, b *otlptest.Backend, more map[string]any) *Config {
	tb.Helper()
	values := map[string]any{
		"endpoint": b.GRPC, "tls::insecure": true, "sending_queue::batch::flush_timeout": "10ms",
		"retry_on_failure::initial_interval": "20ms", "retry_on_failure::max_interval": "100ms",
	}
	for key, value := range more {
		values[key] = value
	}
	return load(tb, values)
}

// traces makes a batch of n traces with as many spans each, each span of about size bytes.
func traces(n, spans, size int) ptrace.Traces { return tracesFrom(0, n, spans, size) }

// tracesFrom gives the traces other ids.
func tracesFrom(first, n, spans, size int) ptrace.Traces {
	td := ptrace.NewTraces()
	rs := td.ResourceSpans().AppendEmpty()
	rs.Resource().Attributes().PutStr("service.name", "test")
	// The spans of one trace do not stand side by side.
	for s := range spans {
		ss := rs.ScopeSpans().AppendEmpty()
		ss.Scope().SetName(fmt.Sprint("scope", s%2))
		for i := range n {
			span := ss.Spans().AppendEmpty()
			var id [16]byte
			binary.BigEndian.PutUint64(id[:], uint64(first+i+1))
			span.SetTraceID(id)
			var spanID [8]byte
			binary.BigEndian.PutUint64(spanID[:], uint64(i*spans+s+1))
			span.SetSpanID(spanID)
			span.SetName("span")
			span.Attributes().PutStr("prompt", strings.Repeat("x", size))
		}
	}
	td.MarkReadOnly()
	return td
}

func ids(list []otlptest.Message) map[string]int {
	got := map[string]int{}
	for _, m := range list {
		for _, rs := range m.Traces.ResourceSpans().All() {
			for _, ss := range rs.ScopeSpans().All() {
				for _, span := range ss.Spans().All() {
					got[span.TraceID().String()+span.SpanID().String()]++
				}
			}
		}
	}
	return got
}

func TestMessagesFitTheLimitAndKeepTracesWhole(t *testing.T) {
	for name, c := range map[string]struct {
		traces, spans, size int
		whole               bool
	}{
		"small traces go together":                     {traces: 40, spans: 3, size: 1000, whole: true},
		"a trace per message":                          {traces: 5, spans: 12, size: 5000, whole: true},
		"a trace over the limit is cut between spans":  {traces: 3, spans: 40, size: 5000},
		"a span over the limit goes alone":             {traces: 4, spans: 1, size: 100_000},
		"a batch under the limit is one message":       {traces: 2, spans: 2, size: 10, whole: true},
		"an empty span's trace is not too small to go": {traces: 1, spans: 1, whole: true},
	} {
		t.Run(name, func(t *testing.T) {
			backend := otlptest.Start(t, nil)
			const limit = 1 << 16
			e, _ := start(t, Settings{Config: to(t, backend, map[string]any{"max_message_mib": 1.0 / 16})})
			td := traces(c.traces, c.spans, c.size)
			require.NoError(t, e.ConsumeTraces(t.Context(), td))
			require.Eventually(t, func() bool { return backend.Spans() == td.SpanCount() }, 10*time.Second, 5*time.Millisecond)
			for id, n := range ids(backend.Took()) {
				require.Equal(t, 1, n, id)
			}
			messages := map[string]int{}
			for _, m := range backend.Took() {
				if c.size < limit {
					require.LessOrEqual(t, m.Bytes, limit)
				}
				for _, id := range slices.Compact(slices.Sorted(func(yield func(string) bool) {
					for id := range ids([]otlptest.Message{m}) {
						if !yield(id[:32]) {
							return
						}
					}
				})) {
					messages[id]++
				}
			}
			for id, n := range messages {
				if c.whole {
					require.Equal(t, 1, n, id)
				}
			}
		})
	}
}

func TestWhatIsRefusedForOneTraceArrivesWithoutIt(t *testing.T) {
	bad := "00000000000000070000000000000000"
	refused := map[string]int{}
	backend := otlptest.Start(t, func(m otlptest.Message) error {
		for id := range ids([]otlptest.Message{m}) {
			if id[:32] == bad {
				return status.Error(codes.InvalidArgument, "there is something wrong with trace 7")
			}
		}
		return nil
	})
	e, logs := start(t, Settings{
		Config:  to(t, backend, map[string]any{"sending_queue::wait_for_result": true}),
		Refused: func(_ context.Context, spans int, reason string) { refused[reason] += spans },
	})
	td := traces(20, 3, 10)
	require.NoError(t, e.ConsumeTraces(t.Context(), td))
	require.Equal(t, td.SpanCount()-3, backend.Spans())
	require.Equal(t, map[string]int{"content": 3}, refused)
	require.Equal(t, 1, logs.FilterMessage("The backend refused spans for good; they are dropped.").Len())
	require.Less(t, len(backend.Asked()), 12)
}

func TestATooLargeMessageIsCutUntilItFits(t *testing.T) {
	// The server takes less than the exporter was told.
	backend := otlptest.Start(t, func(m otlptest.Message) error {
		if m.Bytes > 20_000 {
			return status.Error(codes.ResourceExhausted, "grpc: received message larger than max (123456 vs. 20000)")
		}
		return nil
	})
	refused := 0
	e, _ := start(t, Settings{
		Config:  to(t, backend, map[string]any{"sending_queue::wait_for_result": true}),
		Refused: func(_ context.Context, spans int, _ string) { refused += spans },
	})
	require.NoError(t, e.ConsumeTraces(t.Context(), traces(4, 8, 5000)))
	require.Equal(t, 32, backend.Spans())
	require.Zero(t, refused)
}

func TestALoginThatIsRefusedIsNotRepeated(t *testing.T) {
	backend := otlptest.Start(t, func(otlptest.Message) error { return status.Error(codes.Unauthenticated, "who are you") })
	e, _ := start(t, Settings{Config: to(t, backend, map[string]any{"sending_queue::wait_for_result": true})})
	require.ErrorContains(t, e.ConsumeTraces(t.Context(), traces(3, 1, 1)), "Unauthenticated: who are you")
	require.Len(t, backend.Asked(), 1)
}

func TestTheBackendIsLeftAloneForAsLongAsItAsks(t *testing.T) {
	for name, config := range map[string]func(*otlptest.Backend) map[string]any{
		"grpc": func(*otlptest.Backend) map[string]any { return nil },
		"http": func(b *otlptest.Backend) map[string]any {
			return map[string]any{"endpoint": "", "http::endpoint": b.HTTP}
		},
	} {
		t.Run(name, func(t *testing.T) {
			var asked []time.Time
			backend := otlptest.Start(t, func(otlptest.Message) error {
				asked = append(asked, time.Now())
				if len(asked) > 1 {
					return nil
				}
				s, err := status.New(codes.ResourceExhausted, "slow down").WithDetails(&errdetails.RetryInfo{RetryDelay: durationpb.New(time.Second)})
				require.NoError(t, err)
				return s.Err()
			})
			e, _ := start(t, Settings{Config: to(t, backend, config(backend))})
			require.NoError(t, e.ConsumeTraces(t.Context(), traces(1, 1, 1)))
			require.Eventually(t, func() bool { return backend.Spans() == 1 }, 10*time.Second, 10*time.Millisecond)
			require.GreaterOrEqual(t, asked[1].Sub(asked[0]), time.Second)
		})
	}
}

func TestNothingIsLostWhileTheBackendIsDownSlowOrRefuses(t *testing.T) {
	var refuse, slow atomic.Bool
	backend := otlptest.Start(t, func(otlptest.Message) error {
		if slow.Load() {
			<-time.After(30 * time.Millisecond)
		}
		if refuse.Load() {
			return status.Error(codes.Unavailable, "not now")
		}
		return nil
	})
	e, logs := start(t, Settings{Config: to(t, backend, map[string]any{"sending_queue::num_consumers": 4})})
	sent := 0
	send := func() {
		for range 30 {
			td := tracesFrom(sent, 5, 4, 100)
			require.NoError(t, e.ConsumeTraces(t.Context(), td))
			sent += td.SpanCount()
		}
	}
	// What the backend had taken when it went down without an answer comes twice.
	arrived := func() bool { return len(ids(backend.Took())) == sent }
	send()
	require.Eventually(t, arrived, 10*time.Second, 5*time.Millisecond)
	backend.Stop()
	send()
	backend.Restart()
	require.Eventually(t, arrived, 20*time.Second, 5*time.Millisecond)
	refuse.Store(true)
	send()
	require.Eventually(t, func() bool { return len(backend.Asked()) > len(backend.Took())+5 }, 10*time.Second, 5*time.Millisecond)
	refuse.Store(false)
	slow.Store(true)
	send()
	require.Eventually(t, arrived, 20*time.Second, 5*time.Millisecond)
	// One line for a minute, however many batches were tried how often.
	require.Equal(t, 1, logs.Len(), "%v", logs.All())
	require.Equal(t, "The backend takes no spans for now; they are kept and sent again.", logs.All()[0].Message)
}

func TestAFullQueuePushesBackAndMemoryStaysFlat(t *testing.T) {
	backend := otlptest.Start(t, nil)
	backend.Stop()
	e, _ := start(t, Settings{Config: to(t, backend, map[string]any{"sending_queue::queue_size": 4 << 20})})
	td := traces(10, 10, 1000)
	refused := 0
	var before, after runtime.MemStats
	for i := range 400 { // 40 MB
		if e.ConsumeTraces(t.Context(), td) != nil {
			refused++
		}
		if i == 100 {
			runtime.GC()
			runtime.ReadMemStats(&before)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	require.Greater(t, refused, 300)
	require.Less(t, int64(after.HeapAlloc)-int64(before.HeapAlloc), int64(2<<20))
	backend.Restart()
	want := (400 - refused) * td.SpanCount()
	require.Eventually(t, func() bool { return backend.Spans() == want }, 20*time.Second, 10*time.Millisecond)
}
