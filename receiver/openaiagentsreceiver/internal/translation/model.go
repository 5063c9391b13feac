package translation

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/wire"
)

// requestNames are the settings of model_config that the conventions name (agents/model_settings.py 0.24).
var requestNames = map[string]string{
	"temperature":       "gen_ai.request.temperature",
	"top_p":             "gen_ai.request.top_p",
	"top_k":             "gen_ai.request.top_k",
	"max_tokens":        "gen_ai.request.max_tokens",
	"frequency_penalty": "gen_ai.request.frequency_penalty",
	"presence_penalty":  "gen_ai.request.presence_penalty",
	"seed":              "gen_ai.request.seed",
	"reasoning_effort":  "gen_ai.request.reasoning.level", // JavaScript
}

// secretSettings may carry keys: SDK 0.2 sends extra_headers as the program set them.
var secretSettings = map[string]bool{"extra_headers": true, "extra_query": true, "api_key": true}

// config writes model_config, and who answers.
func (d *draft) config(model string, config wire.Value) {
	provider := ""
	for key, value := range config.Fields() {
		name := wire.Name(key)
		switch {
		case value.IsNull() || secretSettings[name]:
		case name == "base_url":
			base, _ := value.Text()
			provider = d.server(base)
		case requestNames[name] != "":
			d.value(requestNames[name], value)
		default:
			d.more(genai.OpenAIAgentsConfigPrefix, key, value)
		}
	}
	if provider == "" {
		provider = providerOfModel(model)
	}
	if provider == "" {
		provider = d.provider
	}
	d.text(genai.ProviderName, provider)
}

// server writes host and port of a base URL, which may hold more than anyone should see, and returns whose it is.
func (d *draft) server(base string) (provider string) {
	u, err := url.Parse(base)
	if err != nil || u.Hostname() == "" {
		return ""
	}
	host := strings.ToLower(u.Hostname())
	d.text("server.address", host)
	if port, err := strconv.ParseUint(u.Port(), 10, 16); err == nil {
		d.attrs.PutInt("server.port", int64(port))
	}
	for _, h := range providerHosts {
		if host == h.host || strings.HasSuffix(host, "."+h.host) {
			return h.provider
		}
	}
	return ""
}

// providerHosts are the hosts of the registry's providers, from their API references (read 2026-11-24).
var providerHosts = []struct{ host, provider string }{
	{"api.openai.com", "openai"},
	{"openai.azure.com", "azure.ai.openai"},
	{"services.ai.azure.com", "azure.ai.inference"},
	{"api.anthropic.com", "anthropic"},
	{"generativelanguage.googleapis.com", "gcp.gemini"},
	{"aiplatform.googleapis.com", "gcp.vertex_ai"},
	{"amazonaws.com", "aws.bedrock"},
	{"api.deepseek.com", "deepseek"},
	{"api.groq.com", "groq"},
	{"api.mistral.ai", "mistral_ai"},
	{"api.cohere.com", "cohere"},
	{"api.cohere.ai", "cohere"},
	{"api.perplexity.ai", "perplexity"},
	{"api.moonshot.ai", "moonshot_ai"},
	{"api.moonshot.cn", "moonshot_ai"},
	{"api.x.ai", "x_ai"},
}

// providerOfModel reads the prefix that LiteLLM and any-llm want before a model: anthropic/claude-sonnet-4-5.
func providerOfModel(model string) string {
	prefix, _, ok := strings.Cut(model, "/")
	if !ok {
		return ""
	}
	return modelPrefixes[prefix]
}

// modelPrefixes are LiteLLM's names of the registry's providers (docs.litellm.ai/docs/providers, read 2026-11-24).
var modelPrefixes = map[string]string{
	"openai":      "openai",
	"azure":       "azure.ai.openai",
	"azure_ai":    "azure.ai.inference",
	"anthropic":   "anthropic",
	"gemini":      "gcp.gemini",
	"vertex_ai":   "gcp.vertex_ai",
	"bedrock":     "aws.bedrock",
	"deepseek":    "deepseek",
	"groq":        "groq",
	"mistral":     "mistral_ai",
	"cohere":      "cohere",
	"cohere_chat": "cohere",
	"perplexity":  "perplexity",
	"moonshot":    "moonshot_ai",
	"watsonx":     "ibm.watsonx.ai",
	"xai":         "x_ai",
}
