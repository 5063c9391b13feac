package openaiagents

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/tracetest"
	"github.com/otelcol-baton/baton/internal/wholetrace"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor"
)

// received posts the recording to the receiver, as the SDK did, and returns all that came of it.
func received(t *testing.T) ptrace.Traces {
	p := &pipeline{}
	endpoint := startReceiver(t, p)
	recorded, err := os.ReadFile(filepath.Join(tracetest.Root(t), tracetest.Folder, "openai-agents-ingest.jsonl"))
	require.NoError(t, err)
	lines := bufio.NewScanner(bytes.NewReader(recorded))
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var post struct{ Body json.RawMessage }
		require.NoError(t, json.Unmarshal(lines.Bytes(), &post))
		resp, err := http.Post(endpoint, "application/json", bytes.NewReader(post.Body))
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		require.Equal(t, http.StatusOK, resp.StatusCode)
	}
	require.NoError(t, lines.Err())
	all := ptrace.NewTraces()
	for _, traces := range p.AllTraces() {
		traces.ResourceSpans().MoveAndAppendTo(all.ResourceSpans())
	}
	return all
}

// understood sends whole traces through llm_span, and returns them in the order of their beginning.
func understood(t *testing.T, traces ptrace.Traces) ([]*agenttrace.Trace, ptrace.Traces) {
	factory := llmspanprocessor.NewFactory()
	sink := &consumertest.TracesSink{}
	p, err := factory.CreateTraces(t.Context(), processortest.NewNopSettings(factory.Type()), factory.CreateDefaultConfig(), sink)
	require.NoError(t, err)
	ctx := wholetrace.NewContext(context.Background(), wholetrace.Mark{Kind: wholetrace.Whole, HandOn: 1, Attempt: 1})
	require.NoError(t, p.ConsumeTraces(ctx, traces))
	require.Len(t, sink.AllTraces(), 1)
	list := agenttrace.Read(sink.AllTraces()[0])
	slices.SortStableFunc(list, func(a, b *agenttrace.Trace) int { return cmp.Compare(a.Start, b.Start) })
	return list, sink.AllTraces()[0]
}

// calls are the calls of a run that told their usage, in an order of their own.
func calls(trace *agenttrace.Trace) []agenttrace.Call {
	var told []agenttrace.Call
	for _, call := range trace.Calls {
		if call.HasUsage {
			told = append(told, call)
		}
	}
	slices.SortFunc(told, func(a, b agenttrace.Call) int {
		return cmp.Or(cmp.Compare(a.Agent, b.Agent), cmp.Compare(a.Input, b.Input), cmp.Compare(a.Output, b.Output))
	})
	return told
}

type edge struct{ from, to, kind string }

func edges(trace *agenttrace.Trace) (all []edge) {
	for _, transition := range trace.Transitions {
		all = append(all, edge{transition.From, transition.To, transition.Kind})
	}
	return all
}

// The same runs, recorded twice: by the SDK's own exporter and by OpenInference. What Baton says of them must agree.
// OpenInference loses the cached and reasoning tokens of chat completions, so that their cost agrees where there were none.
func TestIngestAgreesWithOpenInference(t *testing.T) {
	ours, out := understood(t, received(t))
	theirs, _ := understood(t, tracetest.Open(t, "openai-agents-openinference").Merged())
	require.Len(t, ours, 7)
	require.Len(t, theirs, 7)
	priced := 0
	for i := range ours {
		mine, other := calls(ours[i]), calls(theirs[i])
		require.Len(t, mine, len(other), ours[i].Root)
		output := int64(0) // two calls side by side came in another order, and the mock counts by order
		for j := range mine {
			m, o := mine[j], other[j]
			require.Equal(t, []any{o.Agent, o.Input}, []any{m.Agent, m.Input})
			output += o.Output - m.Output
			same := m.CacheRead == o.CacheRead && m.Reasoning == o.Reasoning && m.Output == o.Output
			switch {
			case m.Model == "":
				require.True(t, same)
				require.Equal(t, genai.ReasonUnknownModel, m.Reason)
			case same:
				priced++
				require.InDelta(t, o.Cost, m.Cost, 1e-12)
			}
		}
		require.Zero(t, output, ours[i].Root)
		require.ElementsMatch(t, edges(theirs[i]), edges(ours[i]), ours[i].Root)
		require.Equal(t, theirs[i].Agents, ours[i].Agents, ours[i].Root)
		require.Equal(t, theirs[i].Errors, ours[i].Errors, ours[i].Root)
		require.False(t, ours[i].Partial, ours[i].Root)
	}
	require.NotZero(t, priced)
	rootsCover(t, out)
}

// rootsCover checks that llm_span has set the times of the provisional roots.
func rootsCover(t *testing.T, traces ptrace.Traces) {
	var roots, others []ptrace.Span
	for _, resource := range traces.ResourceSpans().All() {
		for _, scope := range resource.ScopeSpans().All() {
			for _, span := range scope.Spans().All() {
				if span.ParentSpanID().IsEmpty() {
					roots = append(roots, span)
				} else {
					others = append(others, span)
				}
			}
		}
	}
	require.Len(t, roots, 7)
	for _, root := range roots {
		for _, span := range others {
			if span.TraceID() == root.TraceID() {
				require.LessOrEqual(t, root.StartTimestamp(), span.StartTimestamp())
				require.GreaterOrEqual(t, root.EndTimestamp(), span.EndTimestamp())
			}
		}
	}
}

func TestIngestCostsWhatIsExpected(t *testing.T) {
	want := tracetest.Expected(t, "openai-agents-ingest")
	ours, _ := understood(t, received(t))
	cost, n := 0.0, 0
	for _, trace := range ours {
		cost += trace.Cost
		n += len(calls(trace))
	}
	require.InDelta(t, want.CostUSD, cost, 1e-9)
	require.EqualValues(t, want.Calls, n)
}
