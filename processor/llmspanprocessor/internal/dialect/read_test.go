package dialect

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
)

func TestDialectNamesAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, d := range dialects() {
		require.NotEmpty(t, d.Name)
		require.NotEmpty(t, d.Source, d.Name)
		require.False(t, seen[d.Name], d.Name)
		seen[d.Name] = true
	}
	require.LessOrEqual(t, len(seen), maxDialects)
}

func TestNoScopePatternShadowsALaterDialects(t *testing.T) {
	r := NewReader()
	for i, d := range r.dialects {
		for _, p := range d.Scopes {
			require.Equal(t, i, r.byScope(strings.TrimSuffix(p, "*")), "scope %q of %s belongs to %s", p, d.Name,
				r.dialects[max(r.byScope(strings.TrimSuffix(p, "*")), 0)].Name)
		}
	}
}

func TestTheScopeOutranksAttributes(t *testing.T) {
	f := readScoped(t, "openlit.instrumentation.openai", map[string]any{"openinference.span.kind": "LLM"})
	require.Equal(t, "openlit", f.Dialect.Name)
	require.Equal(t, genai.RoleCall, f.Role(), "and what it does not tell is taken from the other dialect")
}

func TestASpanThatOnlySharesTheScopeIsLeftAlone(t *testing.T) {
	for _, scope := range []string{"logfire", "litellm", "crewai", "ai"} {
		span := ptrace.NewSpan()
		span.SetName("SELECT")
		span.Attributes().PutStr("db.system", "redis")
		var f Facts
		NewReader().Read(Scope{Name: scope, Resource: pcommon.NewMap()}, span, &f, &Scratch{})
		require.Nil(t, f.Dialect, scope)
	}
}

func TestTheFirstSignWinsWhereNoScopeIsKnown(t *testing.T) {
	f := readScoped(t, "app", map[string]any{"lmnr.span.type": "LLM", "ai.operationId": "ai.embed.doEmbed"})
	require.Equal(t, "vercel_ai", f.Dialect.Name)
	require.Equal(t, genai.OpEmbeddings, f.Meaning.Operation)
}

func TestAnEarlierPassIsBelieved(t *testing.T) {
	f := readScoped(t, "openlit.instrumentation.openai", map[string]any{genai.Dialect: "traceloop", genai.OperationName: "chat"})
	require.Equal(t, "traceloop", f.Dialect.Name)
	f = readScoped(t, "openlit.instrumentation.openai", map[string]any{genai.Dialect: "no such dialect", genai.OperationName: "chat"})
	require.Equal(t, "openlit", f.Dialect.Name)
}

func TestOtherDialectsFillOnlyWhatIsMissing(t *testing.T) {
	f := readScoped(t, "", map[string]any{
		"ai.operationId": "ai.generateText.doGenerate", "ai.model.id": "a", "gen_ai.request.model": "b",
		"ai.usage.inputTokens": int64(1), "llm.token_count.prompt": int64(2), "llm.token_count.completion": int64(3),
	})
	require.Equal(t, "b", f.Text(RequestModel), "the GenAI attribute is the best witness")
	require.Equal(t, int64(1), f.Whole(InputTokens), "the winner's comes before another's")
	require.Equal(t, int64(3), f.Whole(OutputTokens), "what the winner does not tell is taken from the other")
}

func TestKeysThatMeanOtherThingsElsewhereAreNotRead(t *testing.T) {
	f := readScoped(t, "", map[string]any{
		genai.OperationName: "chat",
		"model":             "Panda", "entity.name": "x", "message.source_id": "y", "agent_id": "z",
		"metadata": `{"thread_id":"t"}`, "messaging.destination": "q_997d692c-c361-49de-b72b-66396d7830f2",
	})
	for _, x := range []Field{RequestModel, AgentName, Sender, AgentID, Conversation, RunKey} {
		require.False(t, f.Has(x), fieldNames[x])
	}
}

func TestTheOrderOfAttributesIsNothing(t *testing.T) {
	keys := []string{"llm.token_count.prompt", "ai.usage.inputTokens", "llm.usage.prompt_tokens", "gen_ai.usage.prompt_tokens", genai.OperationName}
	for shift := range keys {
		span := ptrace.NewSpan()
		for i := range keys {
			if k := (i + shift) % len(keys); keys[k] == genai.OperationName {
				span.Attributes().PutStr(keys[k], "chat")
			} else {
				span.Attributes().PutInt(keys[k], int64(k+1))
			}
		}
		var f Facts
		NewReader().Read(Scope{}, span, &f, &Scratch{})
		require.Equal(t, int64(4), f.Whole(InputTokens), "the conventions' older name comes before what is left by others")
	}
}

func TestUsageAndCostAreKnownByTheirNames(t *testing.T) {
	r := NewReader()
	for key, want := range map[string][2]bool{
		genai.UsageInputTokens:                    {true, false},
		"gen_ai.usage.details.anything":           {true, false},
		"gen_ai.usage.raw":                        {true, false},
		"llm.token_count.prompt":                  {true, false},
		"llm.token_count.prompt_details.whatever": {true, false},
		"llm.usage.total_tokens":                  {true, false},
		"ai.usage.cachedInputTokens":              {true, false},
		"gen_ai.client.token.usage":               {true, false},
		"mlflow.chat.tokenUsage":                  {true, false},
		"langfuse.observation.usage_details":      {true, false},
		"crewai.crew.usage_metrics":               {true, false},
		"anthropic.usage.compaction.input_tokens": {true, false},
		genai.UsageCost:                           {false, true},
		"gen_ai.usage.cost.amount":                {false, true},
		"gen_ai.usage.input_cost":                 {false, true},
		"llm.cost.total":                          {false, true},
		"llm.cost.prompt_details.input":           {false, true},
		"litellm.cost.cache_read":                 {false, true},
		"langfuse.observation.cost_details":       {false, true},
		"mlflow.llm.cost":                         {false, true},
		"operation.cost":                          {false, true},
		genai.RequestModel:                        {false, false},
		"http.request.method":                     {false, false},
		"genkit:output":                           {false, false},
		"gen_ai.aggregated_usage.input_tokens":    {false, false},
	} {
		isUsage, isCost := r.Class(key)
		require.Equal(t, want, [2]bool{isUsage, isCost}, key)
	}
}

func TestScopeNamesWithoutEndAreNotRemembered(t *testing.T) {
	r := NewReader()
	for i := range 3 * maxScopes {
		require.Equal(t, -1, r.byScope(strings.Repeat("x", i+1)))
	}
	require.LessOrEqual(t, int(r.scopes.count.Load()), maxScopes)
	require.NotEqual(t, -1, r.byScope("pydantic-ai"))
}

func readScoped(t *testing.T, scope string, attrs map[string]any) *Facts {
	span := ptrace.NewSpan()
	require.NoError(t, span.Attributes().FromRaw(attrs))
	var f Facts
	NewReader().Read(Scope{Name: scope, Resource: pcommon.NewMap()}, span, &f, &Scratch{})
	require.NotNil(t, f.Dialect)
	return &f
}
