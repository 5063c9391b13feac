package otlpclient_test

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/exporter/exportertest"
	"go.opentelemetry.io/collector/exporter/otlpexporter"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.uber.org/goleak"
	"google.golang.org/grpc"
	_ "google.golang.org/grpc/encoding/gzip" // the sink must know how to unpack
	"google.golang.org/grpc/mem"

	"github.com/otelcol-baton/baton/exporter/jaegerexporter"
	"github.com/otelcol-baton/baton/exporter/tempoexporter"
	"github.com/otelcol-baton/baton/internal/processortime"
	"github.com/otelcol-baton/baton/internal/tracetest"
	"github.com/otelcol-baton/baton/internal/wholetrace"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor"
)

// rivals are what BenchmarkSideBySide measures: the Collector's own exporter first, ours with every option off, then each
// option alone.
var rivals = []struct {
	name    string
	factory exporter.Factory
	config  map[string]any
}{
	{"otlp_grpc", otlpexporter.NewFactory(), nil},
	{"jaeger", jaegerexporter.NewFactory(), nil},
	{"tempo", tempoexporter.NewFactory(), map[string]any{"max_trace_mib": 0, "max_attribute_bytes": 0}},
	{"jaeger+agents_as_services", jaegerexporter.NewFactory(), map[string]any{"agents_as_services": true}},
	{"jaeger+messages_logs", jaegerexporter.NewFactory(), map[string]any{"messages": "logs"}},
	{"jaeger+messages_drop", jaegerexporter.NewFactory(), map[string]any{"messages": "drop"}},
	{"tempo+tenant_from_attribute", tempoexporter.NewFactory(), map[string]any{
		"max_trace_mib": 0, "max_attribute_bytes": 0, "tenant::from_attribute": "service.name", "tenant::default": "a",
	}},
	{"tempo+max_attribute_bytes", tempoexporter.NewFactory(), map[string]any{"max_trace_mib": 0}},
	{"tempo+max_trace_mib", tempoexporter.NewFactory(), map[string]any{"max_attribute_bytes": 0}},
}

// BenchmarkSideBySide sends every recording, as llm_span leaves it, a trace a call, to a sink in another process, and
// reports the processor time of this one for each span: encoding, queue, batch, connection and garbage collection.
func BenchmarkSideBySide(b *testing.B) {
	endpoint := startSink(b)
	traces := enriched(b)
	for _, compression := range []string{"none", "gzip"} {
		for _, rival := range rivals {
			b.Run(compression+"/"+rival.name, func(b *testing.B) {
				b.ReportAllocs()
				e := startRival(b, rival.factory, rival.config, endpoint, compression)
				var next uint64
				e.send(b, copies(traces, 5, &next)) // fills pools and opens the connection
				var cpu time.Duration
				spans := 0
				b.ResetTimer()
				for range b.N {
					b.StopTimer()
					round := copies(traces, 5, &next)
					runtime.GC() // what the copies cost is nobody's
					before := processorTime(b)
					b.StartTimer()
					spans += e.send(b, round)
					cpu += processorTime(b) - before
				}
				b.ReportMetric(float64(cpu.Nanoseconds())/float64(spans), "cpu-ns/span")
			})
		}
	}
}

// rival is an exporter that is measured.
type rival struct {
	exporter.Traces
	telemetry *componenttest.Telemetry
}

// send sends all and waits until all is sent; it returns the number of spans.
func (r *rival) send(b *testing.B, list []ptrace.Traces) (spans int) {
	b.Helper()
	want := r.sent()
	for _, td := range list {
		spans += td.SpanCount()
		require.NoError(b, r.ConsumeTraces(b.Context(), td))
	}
	want += int64(spans)
	for r.sent() < want {
		<-time.After(5 * time.Millisecond)
	}
	return spans
}

// sent is how many spans the exporter says that it has sent.
func (r *rival) sent() int64 {
	metric, err := r.telemetry.GetMetric("otelcol_exporter_sent_spans")
	if err != nil {
		return 0
	}
	return metric.Data.(metricdata.Sum[int64]).DataPoints[0].Value
}

func startRival(b *testing.B, factory exporter.Factory, more map[string]any, endpoint, compression string) *rival {
	b.Helper()
	values := map[string]any{
		"endpoint": endpoint, "tls::insecure": true, "compression": compression,
		"sending_queue::sizer": "bytes", "sending_queue::queue_size": 1 << 30,
		"sending_queue::batch::sizer": "items", "sending_queue::batch::min_size": 512, "sending_queue::batch::flush_timeout": "200ms",
	}
	for key, value := range more {
		values[key] = value
	}
	config := factory.CreateDefaultConfig()
	require.NoError(b, confmap.NewFromStringMap(values).Unmarshal(config))
	require.NoError(b, confmap.Validate(config))
	r := &rival{telemetry: componenttest.NewTelemetry()}
	set := exportertest.NewNopSettings(factory.Type())
	set.TelemetrySettings = r.telemetry.NewTelemetrySettings()
	var err error
	r.Traces, err = factory.CreateTraces(b.Context(), set, config)
	require.NoError(b, err)
	require.NoError(b, r.Start(b.Context(), componenttest.NewNopHost()))
	b.Cleanup(func() {
		require.NoError(b, r.Shutdown(context.Background()))
		require.NoError(b, r.telemetry.Shutdown(context.Background()))
	})
	return r
}

// enriched returns the traces of all recordings one by one.
func enriched(b *testing.B) (all []ptrace.Traces) {
	b.Helper()
	factory := llmspanprocessor.NewFactory()
	for _, r := range tracetest.Recordings(b) {
		sink := &consumertest.TracesSink{}
		p, err := factory.CreateTraces(b.Context(), processortest.NewNopSettings(factory.Type()), factory.CreateDefaultConfig(), sink)
		require.NoError(b, err)
		ctx := wholetrace.NewContext(b.Context(), wholetrace.Mark{Kind: wholetrace.Whole, HandOn: 1, Attempt: 1})
		require.NoError(b, p.ConsumeTraces(ctx, r.Merged()))
		all = append(all, sink.AllTraces()...)
	}
	return all
}

// copies returns times copies of each, all with trace ids of their own.
func copies(list []ptrace.Traces, times int, next *uint64) (all []ptrace.Traces) {
	for range times {
		*next++
		for _, td := range list {
			c := ptrace.NewTraces()
			td.CopyTo(c)
			for _, rs := range c.ResourceSpans().All() {
				for _, ss := range rs.ScopeSpans().All() {
					for _, span := range ss.Spans().All() {
						id := span.TraceID()
						binary.BigEndian.PutUint64(id[:], *next)
						span.SetTraceID(id)
					}
				}
			}
			all = append(all, c)
		}
	}
	return all
}

func processorTime(b *testing.B) time.Duration {
	b.Helper()
	used, err := processortime.Used()
	require.NoError(b, err)
	return used
}

// sinkVariable makes this program a sink.
const sinkVariable = "OTLPCLIENT_TEST_SINK"

func TestMain(m *testing.M) {
	if os.Getenv(sinkVariable) != "" {
		serveSink()
		return
	}
	goleak.VerifyTestMain(m)
}

func startSink(b *testing.B) string {
	b.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), sinkVariable+"=1")
	_, err := cmd.StdinPipe() // which ends when this process does, and the sink with it
	require.NoError(b, err)
	out, err := cmd.StdoutPipe()
	require.NoError(b, err)
	require.NoError(b, cmd.Start())
	b.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(b, err)
	return strings.TrimSpace(line)
}

// serveSink takes whatever comes and reads none of it.
func serveSink() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(listener.Addr())
	server := grpc.NewServer(grpc.MaxRecvMsgSize(64<<20), grpc.ForceServerCodecV2(blind{}), grpc.UnknownServiceHandler(func(_ any, stream grpc.ServerStream) error {
		var message struct{}
		if err := stream.RecvMsg(&message); err != nil {
			return err
		}
		return stream.SendMsg(&message)
	}))
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		server.Stop()
	}()
	_ = server.Serve(listener)
}

// blind is a codec that sees nothing.
type blind struct{}

func (blind) Name() string                         { return "proto" }
func (blind) Marshal(any) (mem.BufferSlice, error) { return nil, nil }
func (blind) Unmarshal(mem.BufferSlice, any) error { return nil }
