package dialect

// dialects is the list in the order of detection (dialects.md §2): where a span carries signs of several, and its scope
// names none, the first wins.
func dialects() []*Dialect {
	return []*Dialect{
		&langfuse,
		&openInference,
		&vercelLegacy,
		&vercel7,
		&pydanticAI,
		&openAIAgentsIngest,
		&traceloop,
		&openLIT,
		&autoGen,
		&ag2,
		&googleADK,
		&crewAITelemetry,
		&crewAI,
		&strands,
		&semanticKernel,
		&agentFramework,
		&langSmith,
		&laminar,
		&mlflow,
		&liteLLM,
		&haystack,
		&claudeCode,
		&claudeAPI,
		&liveKit,
		&genkit,
		&voltAgent,
		&mastra,
		&springAI,
		&flue,
		&geminiCLI,
		&semconv,
		&lastResort,
	}
}
