package llmspanprocessor

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/configdoc"
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/tracetest"
	"github.com/otelcol-baton/baton/internal/wholetrace"
)

func readme(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("README.md")
	require.NoError(t, err)
	return string(data)
}

// TestTheReadmesConfigsAreRight: each can be copied as it stands.
func TestTheReadmesConfigsAreRight(t *testing.T) {
	examples, err := configdoc.Examples("README.md")
	require.NoError(t, err)
	require.Len(t, examples, 2)
	for _, example := range examples {
		sub, err := example.Sub("processors::llm_span")
		require.NoError(t, err)
		cfg := createDefaultConfig()
		require.NoError(t, sub.Unmarshal(cfg))
		require.NoError(t, confmap.Validate(cfg))
	}
}

// TestTheReadmesExampleIsTrue: the call of before and after, its agent's turn and its root, in the recording they are from.
func TestTheReadmesExampleIsTrue(t *testing.T) {
	before := tracetest.Open(t, "autogen-story").Merged()
	after := enrich(t, tracetest.Open(t, "autogen-story").Merged(), wholetrace.Whole)
	call := findCall(t, before)
	text := strings.Join(strings.Fields(readme(t)), " ")
	for _, key := range []string{genai.RequestModel, genai.UsageInputTokens, genai.UsageOutputTokens} {
		assert.Contains(t, text, key+"="+valueOf(call, key), "before")
	}
	call = findCall(t, after)
	for _, key := range []string{
		genai.Dialect, genai.SpanRole, genai.AgentName, genai.AgentInherited, genai.CostTotal, genai.CostInput,
		genai.CostOutput, genai.CostSource, genai.RunID,
	} {
		assert.Contains(t, text, key+"="+valueOf(call, key), "after")
	}
	assert.Contains(t, text, fmt.Sprintf("%s=%q", genai.CostPrice, valueOf(call, genai.CostPrice)))
	root := attributesOfFirst(t, after, func(m pcommon.Map) bool { return valueOf(m, genai.TraceCalls) > "0" })
	assert.Contains(t, text, fmt.Sprintf("%s=%s .calls=%s", genai.TraceCost, valueOf(root, genai.TraceCost), valueOf(root, genai.TraceCalls)))
	assert.Contains(t, text, ".transitions="+valueOf(root, genai.TraceTransitions))
	turn := attributesOfFirst(t, after, func(m pcommon.Map) bool { return valueOf(m, genai.TransitionSeq) == "1" })
	assert.Contains(t, text, fmt.Sprintf("%s=%s .to=%s .kind=%s .seq=1 .evidence=%s", genai.TransitionFrom,
		valueOf(turn, genai.TransitionFrom), valueOf(turn, genai.TransitionTo), valueOf(turn, genai.TransitionKind), valueOf(turn, genai.TransitionEvidence)))
}

// findCall is the call of the example: the one with its input.
func findCall(t *testing.T, batch ptrace.Traces) pcommon.Map {
	t.Helper()
	return attributesOfFirst(t, batch, func(m pcommon.Map) bool { return valueOf(m, genai.UsageInputTokens) == "1128" })
}

func attributesOfFirst(t *testing.T, batch ptrace.Traces, want func(pcommon.Map) bool) (found pcommon.Map) {
	t.Helper()
	has := false
	forEach(batch, func(_ ptrace.ScopeSpans, span ptrace.Span) {
		if !has && want(span.Attributes()) {
			found, has = span.Attributes(), true
		}
	})
	require.True(t, has)
	return found
}

func valueOf(m pcommon.Map, key string) string {
	v, ok := m.Get(key)
	if !ok {
		return ""
	}
	if v.Type() == pcommon.ValueTypeDouble {
		return fmt.Sprint(v.Double())
	}
	return v.AsString()
}
