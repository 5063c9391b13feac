package price

import (
	"strings"
	"sync"
)

// A seller is a provider: its OpenTelemetry name, and its id in the price table when that is another.
type seller struct {
	// name is the value of gen_ai.provider.name.
	name string
	// id is the provider's id in genai-prices; empty when it has no prices there.
	id string
	// aliases are what instrumentors write instead, in lower case. One that ends in "." or "-" stands for all that
	// begin so.
	aliases []string
}

// sellers are the providers under their many names (instrumentors' sources, read 2026-11-22).
var sellers = []seller{
	{"openai", "openai", []string{"openai", "openai.", "openai-", "chatopenai", "text-completion-openai"}},
	{"azure.ai.openai", "azure", []string{
		"azure", "azure_openai", "az.ai.openai", "azure.ai.openai", "azure-openai", "azure-openai.", "azureopenai",
		"azurechatopenai", "azure_text",
	}},
	{"azure.ai.inference", "azure", []string{"azure.ai.inference", "az.ai.inference", "azure_ai"}},
	{"anthropic", "anthropic", []string{"anthropic", "anthropic.", "chatanthropic", "claude"}},
	{"aws.bedrock", "aws", []string{
		"aws", "aws.bedrock", "aws_bedrock", "bedrock", "amazon-bedrock", "amazon_bedrock", "bedrock_converse",
		"bedrock.", "aws.bedrock.", "amazon-bedrock.", "amazon", "sagemaker", "bedrock_mantle",
	}},
	{"gcp.gemini", "google", []string{
		"gemini", "gcp.gemini", "google.generative-ai", "google.generative-ai.", "google-gla", "gcp.gen_ai", "google",
		"gen_ai", "google_genai", "google.genai", "google-genai", "palm",
	}},
	{"gcp.vertex_ai", "google", []string{
		"vertex_ai", "vertexai", "gcp.vertex_ai", "google.vertex", "google.vertex.", "google-vertex", "google-vertex.",
		"vertex.", "vertex_ai-", "gcp.vertexai", "google_vertexai",
	}},
	{"x_ai", "x-ai", []string{"xai", "x_ai", "x-ai", "xai.", "grok"}},
	{"mistral_ai", "mistral", []string{"mistralai", "mistral_ai", "mistral", "mistral."}},
	{"moonshot_ai", "moonshotai", []string{"moonshot", "moonshotai", "moonshot_ai"}},
	{"ibm.watsonx.ai", "", []string{"watsonx", "ibm.watsonx.ai", "ibm.watson.ai", "ibm"}},
	{"groq", "groq", []string{"groq", "groq."}},
	{"deepseek", "deepseek", []string{"deepseek", "deepseek."}},
	{"cohere", "cohere", []string{"cohere", "cohere.", "cohere_chat"}},
	{"perplexity", "perplexity", []string{"perplexity", "perplexity."}},
	{"fireworks", "fireworks", []string{"fireworks", "fireworks_ai", "fireworks-ai", "fireworks."}},
	{"together", "together", []string{"together", "together_ai", "together.ai", "together-ai", "togetherai"}},
	{"openrouter", "openrouter", []string{"openrouter", "openrouter."}},
	{"cerebras", "cerebras", []string{"cerebras", "cerebras."}},
	{"novita", "novita", []string{"novita", "novita_ai"}},
	{"huggingface", "", []string{"huggingface", "hugging_face", "huggingface_hub"}},
	{"ollama", "", []string{"ollama", "ollama."}},
}

// frameworks write their own name where the provider's belongs.
var frameworks = []string{
	"langchain", "langgraph", "crewai", "autogen", "ag2", "strands-agents", "strands_agents", "gcp.vertex.agent",
	"openai_agents", "llama_index", "llamaindex", "haystack", "agno", "microsoft.agent_framework",
	"microsoft.agent_framework.harness", "agent_framework", "pydantic_ai", "google_adk", "claude_agent_sdk",
	"smolagents", "dspy", "litellm", "gateway", "mem0", "letta", "browser_use",
	// What instrumentors write when they do not know.
	"unknown", "none", "custom", "default", "other", "_other",
}

// aliases finds sellers by alias; a framework is nil.
type aliases struct {
	exact  map[string]*seller
	prefix []prefix
}

type prefix struct {
	text string
	of   *seller
}

// known are the aliases of all sellers.
var known = sync.OnceValue(newAliases)

func newAliases() *aliases {
	a := &aliases{exact: map[string]*seller{}}
	for i := range sellers {
		s := &sellers[i]
		a.exact[s.name] = s
		for _, alias := range s.aliases {
			if strings.HasSuffix(alias, ".") || strings.HasSuffix(alias, "-") {
				a.prefix = append(a.prefix, prefix{alias, s})
				continue
			}
			a.exact[alias] = s
		}
	}
	for _, f := range frameworks {
		a.exact[f] = nil
	}
	return a
}

// find returns the seller for a name in lower case. known is true for sellers and for frameworks, whose seller is nil.
func (a *aliases) find(name string) (s *seller, known bool) {
	if s, known = a.exact[name]; known {
		return s, true
	}
	for _, p := range a.prefix {
		if strings.HasPrefix(name, p.text) {
			return p.of, true
		}
	}
	return nil, false
}

// seller returns the seller for a name in any case that is an alias as it stands, nil for none. It takes no memory.
func (a *aliases) seller(name string) *seller {
	const longest = 32
	var low [longest]byte
	if len(name) > longest {
		return nil
	}
	for i := range len(name) {
		c := name[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		low[i] = c
	}
	return a.exact[string(low[:len(name)])]
}

// Provider returns the OpenTelemetry name of a provider for whatever an instrumentor called it: "AzureOpenAI" is
// "azure.ai.openai". ok is false for frameworks and gateways, which are no providers, and for no name at all; an
// unknown name is returned in lower case with ok true.
func Provider(name string) (provider string, ok bool) {
	if s := known().seller(name); s != nil {
		return s.name, true
	}
	name = strings.ToLower(strings.TrimSpace(name))
	if name == "" {
		return "", false
	}
	s, isKnown := known().find(name)
	switch {
	case s != nil:
		return s.name, true
	case isKnown:
		return "", false
	}
	return name, true
}
