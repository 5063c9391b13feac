package price

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// november is when the names in these tests were looked up.
var november = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// call is a request of a thousand tokens in and out.
func call(provider, model string) *Request {
	return &Request{Provider: provider, Model: model, Time: november, Usage: Usage{Input: 1000, Output: 1000}}
}

func TestAModelIsFoundUnderTheNamesThatSpansGiveIt(t *testing.T) {
	const none = ""
	table := embedded(t)
	for _, c := range []struct{ name, provider, model, want string }{
		{"as_it_is", "openai", "gpt-4o", "openai/gpt-4o"},
		{"in_capitals", "OpenAI", "GPT-4o", "openai/gpt-4o"},
		{"azure_is_not_openai", "azure.ai.openai", "gpt-4o", "azure/gpt-4o"},
		{"x_ai", "x_ai", "grok-4-0709", "x-ai/grok-4-0709"},
		{"a_region_of_azure", "azure", "azure/eu/gpt-4o-2024-08-06", "azure/eu/gpt-4o-2024-08-06"},
		{"a_prefix_names_the_provider", "", "azure/gpt-4o", "azure/gpt-4o"},
		{"litellm_is_a_prefix", "litellm", "anthropic/claude-sonnet-4-5", "anthropic/claude-sonnet-4-5"},
		{"a_profile_of_bedrock", "aws.bedrock", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "aws/regional.anthropic.claude-sonnet-4-5-20250929-v1:0"},
		{"an_arn", "bedrock", "arn:aws:bedrock:us-east-1:123456789012:inference-profile/eu.anthropic.claude-3-haiku-20240307-v1:0", "aws/regional.anthropic.claude-3-haiku-20240307-v1:0"},
		{"a_name_that_only_bedrock_gives", "anthropic", "us.anthropic.claude-3-haiku-20240307-v1:0", "aws/regional.anthropic.claude-3-haiku-20240307-v1:0"},
		{"a_path_of_vertex", "gcp.vertex_ai", "publishers/google/models/gemini-2.5-pro", "google/gemini-2.5-pro"},
		{"a_version_of_vertex", "gcp.vertex_ai", "claude-sonnet-4-5@20250929", "google/claude-sonnet-4-5"},
		{"a_path_of_gemini", "gcp.gemini", "models/gemini-2.0-flash", "google/gemini-2.0-flash"},
		{"fine_tuned", "openai", "ft:gpt-4o-2024-08-06:acme::abc", "openai/ft:gpt-4o"},
		{"fine_tuned_in_the_second_source", "openai", "ft:gpt-4.1-2025-04-14:acme:name:id", "openai/ft:gpt-4.1-2025-04-14"},
		{"a_route_of_openrouter", "openrouter", "anthropic/claude-sonnet-4.5:nitro", "openrouter/anthropic/claude-sonnet-4.5"},
		{"a_framework_is_no_provider", "langchain", "claude-3-5-sonnet-20240620", "anthropic/claude-3-5-sonnet"},
		{"the_openai_library_calls_others", "openai", "claude-sonnet-4-5", "anthropic/claude-sonnet-4-5"},
		{"an_unknown_host_sells_a_closed_model", "acme-gateway", "gpt-4o", "openai/gpt-4o"},
		{"an_unknown_host_sells_an_open_model", "acme-gateway", "deepseek-chat", none},
		{"what_runs_at_home_has_no_price", "ollama", "deepseek-r1", none},
		{"rerank", "cohere", "rerank-v3.5", "cohere/rerank-v3.5"},
		{"rerank_without_provider", "", "rerank-english-v3.0", "cohere/rerank-english-v3.0"},
		{"a_provider_of_the_second_source", "deepinfra", "meta-llama/Meta-Llama-3.1-8B-Instruct", "deepinfra/meta-llama/Meta-Llama-3.1-8B-Instruct"},
		{"a_profile_without_a_model", "aws", "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc", none},
		{"a_deployment", "azure", "my-deployment", none},
		{"nothing", "", "", none},
	} {
		t.Run(c.name, func(t *testing.T) {
			cost, err := table.Cost(call(c.provider, c.model))
			if c.want == none {
				require.ErrorIs(t, err, ErrUnknownModel)
				return
			}
			require.NoError(t, err)
			_, got, _ := strings.Cut(cost.Price, " ")
			require.Equal(t, c.want, got)
		})
	}
}

func TestTheMostSpecificNameThatHasAPriceIsTaken(t *testing.T) {
	table := embedded(t)
	for _, c := range []struct{ name, asked, used, answered, want string }{
		{"the_answer_is_dated", "gpt-4o", "", "gpt-4o-2024-08-06", "openai/gpt-4o"},
		{"the_answer_is_an_alias", "gpt-4o", "", "my-alias", "openai/gpt-4o"},
		{"the_question_is_an_alias", "fast", "", "gpt-4o-mini", "openai/gpt-4o-mini"},
		{"the_gateway_knows", "fast", "anthropic/claude-sonnet-4-5", "smart", "anthropic/claude-sonnet-4-5"},
		{"the_answer_says_less", "gpt-4-32k", "", "gpt-4", "openai/gpt-4-32k"},
		{"another_model_answered", "gpt-4o-mini", "", "gpt-4.1-mini", "openai/gpt-4.1-mini"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := call("openai", c.asked)
			r.ProviderModel, r.ResponseModel = c.used, c.answered
			cost, err := table.Cost(r)
			require.NoError(t, err)
			require.Equal(t, label(table)+c.want, cost.Price)
		})
	}
}

func TestTheHostThatWasAskedDecidesThePrice(t *testing.T) {
	table := embedded(t)
	for _, c := range []struct{ name, provider, server, model, want string }{
		{"azure_through_the_openai_library", "openai", "acme.openai.azure.com", "gpt-4o", "azure/gpt-4o"},
		{"openrouter_through_the_openai_library", "openai", "openrouter.ai", "openai/gpt-4o-mini", "openrouter/openai/gpt-4o-mini"},
		{"a_host_without_a_provider", "", "api.deepseek.com", "deepseek-chat", "deepseek/deepseek-chat"},
		{"a_host_of_ones_own", "openai", "127.0.0.1", "gpt-4o", "openai/gpt-4o"},
		{"an_open_model_on_a_host_of_ones_own", "openai", "127.0.0.1", "deepseek-chat", ""},
		{"a_framework_and_a_host", "crewai", "bedrock-runtime.us-east-1.amazonaws.com", "anthropic.claude-3-haiku-20240307-v1:0", "aws/regional.anthropic.claude-3-haiku-20240307-v1:0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := call(c.provider, c.model)
			r.Server = c.server
			cost, err := table.Cost(r)
			if c.want == "" {
				require.ErrorIs(t, err, ErrUnknownModel)
				return
			}
			require.NoError(t, err)
			require.Equal(t, label(table)+c.want, cost.Price)
		})
	}
}

func TestARegionRaisesThePriceOfTokens(t *testing.T) {
	table := embedded(t)
	for _, c := range []struct {
		name, provider, model, region, server string
		dearer                                float64
	}{
		{"anthropic_in_the_united_states", "anthropic", "claude-opus-4-6", "us", "", 1.1},
		{"anthropic_anywhere", "anthropic", "claude-opus-4-6", "global", "", 1},
		{"openai_in_europe", "openai", "gpt-5.4", "", "eu.api.openai.com", 1.1},
		{"openai_says_nothing", "openai", "gpt-5.4", "", "api.openai.com", 1},
		{"vertex_in_a_region", "gcp.vertex_ai", "claude-sonnet-4-5@20250929", "", "us-east5-aiplatform.googleapis.com", 1.1},
		{"vertex_global", "gcp.vertex_ai", "claude-sonnet-4-5@20250929", "", "aiplatform.googleapis.com", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := call(c.provider, c.model)
			base, err := table.Cost(r)
			require.NoError(t, err)
			r.Region, r.Server = c.region, c.server
			got, err := table.Cost(r)
			require.NoError(t, err)
			require.InDelta(t, base.Total*c.dearer, got.Total, 1e-12)
		})
	}
}

func TestProviderGivesTheOpenTelemetryName(t *testing.T) {
	for name, want := range map[string]string{
		"OpenAI": "openai", "openai.responses": "openai", "azure-openai.chat": "azure.ai.openai", "Bedrock": "aws.bedrock",
		"vertex.anthropic.messages": "gcp.vertex_ai", "google.generative-ai": "gcp.gemini", "Acme": "acme",
		"google.vertex.chat": "gcp.vertex_ai", "VertexAI": "gcp.vertex_ai", "xAI": "x_ai", "MistralAI": "mistral_ai",
	} {
		got, ok := Provider(name)
		require.True(t, ok, name)
		require.Equal(t, want, got, name)
	}
	for _, name := range []string{"autogen", "LangChain", "gcp.vertex.agent", "litellm", "", " "} {
		_, ok := Provider(name)
		require.False(t, ok, name)
	}
}
