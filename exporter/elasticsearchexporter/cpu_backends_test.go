//go:build backends

package elasticsearchexporter

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/receiver/otlpreceiver"
	"go.opentelemetry.io/collector/receiver/receivertest"

	"github.com/otelcol-baton/baton/e2e/backends"
	"github.com/otelcol-baton/baton/internal/tracetest"
)

const cpuServer = "BATON_TEST_CPU_SERVER"

// TestCPU_child is no test of its own: it is the process that TestCPU measures, an OTLP receiver before the exporter.
func TestCPU_child(t *testing.T) {
	if os.Getenv(cpuServer) == "" {
		t.Skip("started by TestCPU_a_document_costs_less_than_Jaegers")
	}
	e := startTraces(t, map[string]any{
		"endpoints": []any{os.Getenv(cpuServer)}, "index": map[string]any{"prefix": "ours"},
		"sending_queue": map[string]any{"block_on_overflow": true},
	})
	factory := otlpreceiver.NewFactory()
	cfg := factory.CreateDefaultConfig()
	require.NoError(t, confmap.NewFromStringMap(map[string]any{
		"protocols": map[string]any{"http": map[string]any{"endpoint": "127.0.0.1:24318"}},
	}).Unmarshal(cfg))
	r, err := factory.CreateTraces(context.Background(), receivertest.NewNopSettings(factory.Type()), cfg, e)
	require.NoError(t, err)
	require.NoError(t, r.Start(context.Background(), componenttest.NewNopHost()))
	fmt.Println("ready http://127.0.0.1:24318")
	<-make(chan struct{})
}

// fresh makes copies of all recordings, each with trace ids of its own, until there are n spans.
func fresh(t testing.TB, n int) (list []ptrace.Traces, spans int) {
	recordings := tracetest.Recordings(t)
	for round := uint32(n); spans < n; round++ { // #nosec G115 -- a small number
		for _, r := range recordings {
			shift(r.Requests, time.Now().Add(-time.Hour))
			for _, td := range r.Requests {
				again := ptrace.NewTraces()
				td.CopyTo(again)
				eachSpan([]ptrace.Traces{again}, func(s ptrace.Span) {
					id := s.TraceID()
					binary.BigEndian.PutUint32(id[:], round)
					s.SetTraceID(id)
				})
				list = append(list, again)
				spans += again.SpanCount()
			}
		}
	}
	return list, spans
}

func TestCPU_a_document_costs_less_than_Jaegers(t *testing.T) {
	server := backends.Elasticsearch(t)
	theirs := backends.Jaeger(t, server.URL, "JAEGER_ES_PREFIX=theirs")
	child := exec.Command(os.Args[0], "-test.run=^TestCPU_child$", "-test.timeout=10m")
	child.Env = append(os.Environ(), cpuServer+"="+server.URL)
	out, err := child.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, child.Start())
	t.Cleanup(func() {
		_ = child.Process.Kill()
		_ = child.Wait()
	})
	ready, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	require.Contains(t, ready, "ready")
	ours := &backends.Server{OTLP: "http://127.0.0.1:24318"}

	stored := map[string]int{}
	run := func(name string, to *backends.Server, cpu func() time.Duration, n int) time.Duration {
		list, spans := fresh(t, n)
		before := cpu()
		sendOTLP(t, to, list)
		stored[name] += spans
		requireCount(t, server, name+"-jaeger-span-*", stored[name])
		per := (cpu() - before) / time.Duration(spans)
		t.Logf("%s: %d spans, %s of CPU for each, %.0f spans per second of CPU", name, spans, per, 1/per.Seconds())
		return per
	}
	ourCPU := func() time.Duration {
		d, err := backends.CPU(child.Process.Pid)
		require.NoError(t, err)
		return d
	}
	their, our := time.Hour, time.Hour
	for _, n := range []int{1, 12_000, 14_000, 16_000} { // side by side in time, for the machine may have other work
		a, b := run("theirs", theirs, theirs.CPU, n), run("ours", ours, ourCPU, n)
		if n > 1 { // the first is for templates, connections, the operations of the day
			their, our = min(their, a), min(our, b)
		}
	}
	t.Logf("%.2f times the spans of Jaeger's writer in a second of CPU", float64(their)/float64(our))
	require.GreaterOrEqual(t, float64(their)/float64(our), 1.5)
}

func requireCount(t testing.TB, server *backends.Server, pattern string, n int) {
	t.Helper()
	require.Eventually(t, func() bool {
		return count(t, server, pattern) >= n
	}, 2*time.Minute, 200*time.Millisecond, pattern)
}
