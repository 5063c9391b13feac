package e2e

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"

	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/program"
	"github.com/otelcol-baton/baton/internal/tracetest"
)

func TestWhatFrameworksSentComesOutUnderstoodAndPriced(t *testing.T) {
	baton := newToFile(t, impatient)
	nameOf := map[pcommon.TraceID]string{}
	for _, recording := range tracetest.Recordings(t) {
		for id := range idsOf(baton.send(t, recording)) {
			nameOf[id] = recording.Name
		}
	}
	require.Eventually(t, func() bool {
		return len(idsOf(baton.handedOn(t))) == len(nameOf)
	}, patience, patience/100, "every trace is handed on")

	gots := map[string]totals{}
	out := baton.handedOn(t)
	for _, trace := range agenttrace.Read(out) {
		gots[nameOf[trace.ID]] = gots[nameOf[trace.ID]].withCalls(trace)
	}
	for _, span := range spansOf(out) {
		gots[nameOf[span.TraceID()]] = gots[nameOf[span.TraceID()]].withTokens(span)
	}
	for _, recording := range tracetest.Recordings(t) {
		t.Run(recording.Name, func(t *testing.T) {
			want, got := tracetest.Expected(t, recording.Name), gots[recording.Name]
			require.Equal(t, want.Calls, got.calls, "calls")
			require.Equal(t, want.InputTokens, got.input, "input tokens of all spans, as any backend would add them up")
			require.Equal(t, want.OutputTokens, got.output, "output tokens of all spans, as any backend would add them up")
			require.InDelta(t, want.CostUSD, got.cost, 1e-9, "USD of all spans, as any backend would add them up")
		})
	}
}

func TestTerminationHandsOnWhatWaits(t *testing.T) {
	baton := newToFile(t) // waits for an hour
	want := idsOf(baton.send(t, tracetest.Recordings(t)[0]))
	require.Empty(t, idsOf(baton.handedOn(t)), "all of it waits")
	require.NoError(t, baton.program.Stop(patience))
	require.Equal(t, want, idsOf(baton.handedOn(t)))
}

// totals are what a recording comes to.
type totals struct {
	calls, input, output int64
	cost                 float64
}

// withCalls counts the calls whose usage is known.
func (t totals) withCalls(trace *agenttrace.Trace) totals {
	for _, call := range trace.Calls {
		if call.HasUsage {
			t.calls++
		}
	}
	return t
}

// withTokens adds what stands on span, whatever its role.
func (t totals) withTokens(span ptrace.Span) totals {
	attributes := span.Attributes().AsRaw()
	input, _ := attributes[genai.UsageInputTokens].(int64)
	output, _ := attributes[genai.UsageOutputTokens].(int64)
	cost, _ := attributes[genai.UsageCost].(float64)
	t.input += input
	t.output += output
	t.cost += cost
	return t
}

// toFile is a Baton that takes OTLP and writes what it hands on to a file.
type toFile struct {
	program       *program.Program
	address, file string
}

func newToFile(t *testing.T, configs ...string) toFile {
	addresses, err := program.FreeAddresses(1)
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "traces.jsonl")
	configs = append([]string{
		"testdata/to_file.yaml",
		"yaml:receivers::otlp::protocols::http::endpoint: " + addresses[0],
		"yaml:exporters::file::path: " + file,
	}, configs...)
	return toFile{start(t, configs, addresses[0]), addresses[0], file}
}

// send posts the requests of a recording and returns its spans.
func (b toFile) send(t *testing.T, recording tracetest.Recording) ptrace.Traces {
	for _, request := range recording.Requests {
		body, err := ptraceotlp.NewExportRequestFromTraces(request).MarshalProto()
		require.NoError(t, err)
		response, err := http.Post("http://"+b.address+"/v1/traces", "application/x-protobuf", bytes.NewReader(body))
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.Equal(t, http.StatusOK, response.StatusCode)
	}
	return recording.Merged()
}

// handedOn returns what is in the file so far.
func (b toFile) handedOn(t *testing.T) ptrace.Traces {
	all := ptrace.NewTraces()
	content, err := os.ReadFile(b.file)
	if os.IsNotExist(err) {
		return all
	}
	require.NoError(t, err)
	for line := range bytes.Lines(content) {
		if !bytes.HasSuffix(line, []byte("\n")) {
			break // the exporter is writing it
		}
		traces, err := (&ptrace.JSONUnmarshaler{}).UnmarshalTraces(line)
		require.NoError(t, err)
		traces.ResourceSpans().MoveAndAppendTo(all.ResourceSpans())
	}
	return all
}

func idsOf(traces ptrace.Traces) map[pcommon.TraceID]bool {
	found := map[pcommon.TraceID]bool{}
	for _, span := range spansOf(traces) {
		found[span.TraceID()] = true
	}
	return found
}

func spansOf(traces ptrace.Traces) []ptrace.Span {
	var found []ptrace.Span
	for _, resource := range traces.ResourceSpans().All() {
		for _, scope := range resource.ScopeSpans().All() {
			for _, span := range scope.Spans().All() {
				found = append(found, span)
			}
		}
	}
	return found
}
