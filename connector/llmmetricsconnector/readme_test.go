package llmmetricsconnector

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"

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

func TestTheReadmesConfigsAreRight(t *testing.T) {
	examples, err := configdoc.Examples("README.md")
	require.NoError(t, err)
	require.Len(t, examples, 2)
	for _, example := range examples {
		conf, err := example.Sub("connectors")
		require.NoError(t, err)
		for name := range conf.ToStringMap() {
			sub, err := conf.Sub(name)
			require.NoError(t, err)
			cfg := createDefaultConfig()
			require.NoError(t, sub.Unmarshal(cfg))
			require.NoError(t, confmap.Validate(cfg))
		}
	}
}

func TestTheReadmesNumbersAreTrue(t *testing.T) {
	c := start(t)
	consumeWhole(t, c, enrich(t, tracetest.Open(t, "autogen-story").Merged(), wholetrace.Whole))
	got := c.stop(t)
	text := strings.Join(strings.Fields(readme(t)), " ")
	cost, _ := got.of(genai.MetricCost, genai.AgentName, "critic")
	input, _ := got.of(genai.MetricTokenUsage, genai.TokenType, "input")
	_, turns := got.of(genai.MetricAgentDuration, genai.AgentName, "writer")
	handovers, _ := got.of(genai.MetricTransitions, genai.TransitionFrom, "writer", genai.TransitionTo, "critic")
	cached, _ := got.of(genai.MetricInputTokens, genai.InputKind, genai.InputRead)
	_, runs := got.of(genai.MetricRunCost)
	for start, value := range map[string]any{
		`baton_cost_total{service_name="autogen-story",gen_ai_agent_name="critic",gen_ai_request_model="gpt-4o"} `: cost,
		`gen_ai_client_token_usage_sum{gen_ai_token_type="input",…} `:                                              input,
		`gen_ai_invoke_agent_duration_seconds_count{gen_ai_agent_name="writer"} `:                                  turns,
		`baton_transitions_total{baton_transition_from="writer",baton_transition_to="critic",…="turn"} `:           handovers,
		`baton_input_tokens_total{baton_input_kind="cache_read",…} `:                                               cached,
		`baton_run_cost_count{service_name="autogen-story"} `:                                                      runs,
	} {
		assert.True(t, strings.Contains(text, start+fmt.Sprint(value)+" "), "not so: %s%v", start, value)
	}
}
