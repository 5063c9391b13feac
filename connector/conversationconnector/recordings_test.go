package conversationconnector

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/connector"
	"go.opentelemetry.io/collector/connector/connectortest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/otelcol-baton/baton/connector/conversationconnector/internal/metadata"
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/tracetest"
	"github.com/otelcol-baton/baton/internal/wholetrace"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// enrich sends a batch through llm_span as whole traces.
func enrich(tb testing.TB, batch ptrace.Traces, change ...func(*llmspanprocessor.Config)) ptrace.Traces {
	tb.Helper()
	factory := llmspanprocessor.NewFactory()
	cfg := factory.CreateDefaultConfig().(*llmspanprocessor.Config)
	for _, c := range change {
		c(cfg)
	}
	sink := &consumertest.TracesSink{}
	p, err := factory.CreateTraces(context.Background(), processortest.NewNopSettings(factory.Type()), cfg, sink)
	require.NoError(tb, err)
	require.NoError(tb, p.ConsumeTraces(marked(wholetrace.Whole, 1), batch))
	require.NoError(tb, p.Shutdown(context.Background()))
	return sink.AllTraces()[0]
}

func marked(kind wholetrace.Kind, handOn uint64) context.Context {
	return wholetrace.NewContext(context.Background(), wholetrace.Mark{Kind: kind, HandOn: handOn, Attempt: 1})
}

// start makes a connector through the factory.
func start(tb testing.TB, change ...func(*Config)) (connector.Traces, *consumertest.LogsSink) {
	tb.Helper()
	factory := NewFactory()
	cfg := factory.CreateDefaultConfig().(*Config)
	cfg.RunIdle = 0 // every run at once
	for _, c := range change {
		c(cfg)
	}
	require.NoError(tb, cfg.Validate())
	sink := &consumertest.LogsSink{}
	c, err := factory.CreateTracesToLogs(context.Background(), connectortest.NewNopSettings(metadata.Type), cfg, sink)
	require.NoError(tb, err)
	require.NoError(tb, c.Start(context.Background(), componenttest.NewNopHost()))
	tb.Cleanup(func() { require.NoError(tb, c.Shutdown(context.Background())) })
	return c, sink
}

// tell is what a connector writes of one batch.
func tell(tb testing.TB, batch ptrace.Traces, change ...func(*Config)) []plog.LogRecord {
	tb.Helper()
	c, sink := start(tb, change...)
	require.NoError(tb, c.ConsumeTraces(marked(wholetrace.Whole, 1), batch))
	return recordsOf(sink)
}

func recordsOf(sink *consumertest.LogsSink) []plog.LogRecord {
	var list []plog.LogRecord
	for _, logs := range sink.AllLogs() {
		for _, rl := range logs.ResourceLogs().All() {
			for _, sl := range rl.ScopeLogs().All() {
				for _, r := range sl.LogRecords().All() {
					list = append(list, r)
				}
			}
		}
	}
	return list
}

func format(name string) func(*Config) { return func(c *Config) { c.Format = name } }

// endings are the formats and what their golden files end in.
var endings = map[string]string{formatMermaid: ".mmd", formatText: ".txt", formatJSON: ".json"}

// TestRecordings: testdata/golden holds what is written of each recording, for people to read.
func TestRecordings(t *testing.T) {
	for _, recording := range tracetest.Recordings(t) {
		t.Run(recording.Name, func(t *testing.T) {
			batch := enrich(t, recording.Merged())
			for name, ending := range endings {
				got := ""
				for _, r := range tell(t, batch, format(name)) {
					got += r.Body().Str() + "\n"
				}
				golden(t, recording.Name+ending, got)
			}
			golden(t, recording.Name+".events", eventsOf(tell(t, batch, withEvents)))
		})
	}
}

func withEvents(c *Config) { c.Events = true }

// eventsOf draws the events among records, one line each.
func eventsOf(records []plog.LogRecord) string {
	var b strings.Builder
	var start pcommon.Timestamp
	for _, r := range records {
		if r.EventName() == genai.ConversationRun {
			continue
		}
		if start == 0 {
			start = r.Timestamp()
		}
		body, _, _ := strings.Cut(r.Body().Str(), "\n")
		fmt.Fprintf(&b, "%7.3f  %-19s  %.4s/%.4s  %s  %.100s\n", float64(r.Timestamp()-start)/1e9, strings.TrimPrefix(r.EventName(), "baton."),
			r.TraceID(), r.SpanID(), r.SeverityText(), body)
	}
	return b.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", "golden", name)
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(got), 0o600))
		return
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

// TestTheSumOfARecordingIsTrue: calls, tokens and cost of all runs add up to what is known of the recording.
func TestTheSumOfARecordingIsTrue(t *testing.T) {
	for _, recording := range tracetest.Recordings(t) {
		t.Run(recording.Name, func(t *testing.T) {
			want := tracetest.Expected(t, recording.Name)
			var calls, unpriced, input, output, errors int64
			cost := 0.0
			for _, r := range tell(t, enrich(t, recording.Merged())) {
				of := func(key string) int64 { v, _ := r.Attributes().Get(key); return v.Int() }
				calls += of(genai.TraceCalls)
				unpriced += of(genai.TraceUnpricedCalls)
				input += of(genai.TraceInputTokens)
				output += of(genai.TraceOutputTokens)
				errors += of(genai.TraceErrors)
				v, _ := r.Attributes().Get(genai.TraceCost)
				cost += v.Double()
			}
			require.Equal(t, want.Calls, calls-unpriced)
			require.Equal(t, want.InputTokens, input)
			require.Equal(t, want.OutputTokens, output)
			require.Equal(t, want.Errors, errors)
			require.InDelta(t, want.CostUSD, cost, 1e-9)
		})
	}
}
