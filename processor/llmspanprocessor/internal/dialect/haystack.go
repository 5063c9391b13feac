package dialect

import "github.com/otelcol-baton/baton/internal/genai"

// haystack is deepset's Haystack. Tokens and model stand only inside of a component's output, and that only where
// HAYSTACK_CONTENT_TRACING_ENABLED is set.
var haystack = Dialect{
	Name:   "haystack",
	Source: "haystack-ai 3.4.1 tracing, components/agents (read 2026-11-22)",
	Lacks:  "model and tokens, unless HAYSTACK_CONTENT_TRACING_ENABLED is set; the provider, but by the model",
	Scopes: []string{"haystack", "haystack.*"},
	Keys:   []string{"haystack.component.name", "haystack.component.type", "haystack.tool.name"},
	Names:  []string{"haystack.*"},
	Kinds: []Kind{{Key: "haystack.component.type", Values: map[string]Meaning{
		"*Generator":    {Operation: genai.OpChat, Role: genai.RoleCall},
		"*Embedder":     {Operation: genai.OpEmbeddings, Role: genai.RoleCall},
		"*Ranker":       {Operation: genai.OpRerank, Role: genai.RoleCall},
		"*Retriever":    {Operation: genai.OpRetrieval, Role: genai.RoleRetrieval},
		"*Evaluator":    {Role: genai.RoleEvaluator},
		"Agent":         {Operation: genai.OpInvokeAgent, Role: genai.RoleAgent},
		"ToolInvoker":   {Role: genai.RoleStep},
		"PromptBuilder": {Role: genai.RoleStep},
	}}},
	NameKinds: []NameKind{
		{Name: "haystack.pipeline.run", Meaning: Meaning{Operation: genai.OpInvokeWorkflow, Role: genai.RoleWorkflow}},
		{Name: "haystack.async_pipeline.run", Meaning: Meaning{Operation: genai.OpInvokeWorkflow, Role: genai.RoleWorkflow}},
		{Name: "haystack.chat_generator.run", Meaning: Meaning{Operation: genai.OpChat, Role: genai.RoleCall}},
		{Name: "haystack.agent.run", Meaning: Meaning{Operation: genai.OpInvokeAgent, Role: genai.RoleAgent}},
		{Name: "haystack.agent.step.tool", Meaning: Meaning{Operation: genai.OpExecuteTool, Role: genai.RoleTool}},
		{Name: "haystack.agent.step*", Meaning: Meaning{Role: genai.RoleStep}},
		{Name: "haystack.component.run", Meaning: Meaning{Role: genai.RoleStep, Weak: true}},
	},
	Attrs: []Attr{
		{Field: AgentName, Key: "haystack.component.name", Only: genai.RoleAgent},
		{Field: ToolName, Key: "haystack.tool.name"},
		{Field: ToolDescription, Key: "haystack.tool.description"},
		{Field: ToolCallID, Key: "haystack.tool.call.id"},
		{Field: ToolArguments, Key: "haystack.agent.step.tool.input"},
		{Field: ToolResult, Key: "haystack.agent.step.tool.output"},
		{Field: ErrorType, Key: "haystack.tool.error"},
	},
	Embedded: []Embedded{{Key: "haystack.component.output", Fields: haystackOutput()}},
	// The generator of Anthropic's models passes the provider's own usage on.
	Exclusive: []Exclusive{{Provider: "anthropic"}},
	Known:     true,
}

// haystackOutput reads the first reply of a generator, in the places that generators of 2.x and 3.x put it, and the meta
// of an embedder.
func haystackOutput() []Path {
	var paths []Path
	for _, meta := range []string{"replies.0.meta", "replies.0._meta", "replies.0.content.meta", "meta.0", "meta"} {
		paths = append(paths,
			Path{Field: ResponseModel, Path: meta + ".model"},
			Path{Field: ResponseID, Path: meta + ".id"},
			Path{Field: FinishReason, Path: meta + ".finish_reason"},
			Path{Field: InputTokens, Path: meta + ".usage.prompt_tokens"},
			Path{Field: InputTokens, Path: meta + ".usage.input_tokens"},
			Path{Field: OutputTokens, Path: meta + ".usage.completion_tokens"},
			Path{Field: OutputTokens, Path: meta + ".usage.output_tokens"},
			Path{Field: TotalTokens, Path: meta + ".usage.total_tokens"},
			Path{Field: CacheRead, Path: meta + ".usage.prompt_tokens_details.cached_tokens"},
			Path{Field: CacheRead, Path: meta + ".usage.cache_read_input_tokens"},
			Path{Field: CacheWrite, Path: meta + ".usage.cache_creation_input_tokens"},
			Path{Field: Reasoning, Path: meta + ".usage.completion_tokens_details.reasoning_tokens"},
		)
	}
	return paths
}
