package content

// promptCompletion is one JSON for all that goes in, one for all that comes out: LangSmith 0.15 on every run, Mastra 0.3, Spring AI.
var promptCompletion = shape{id: PromptCompletion, rows: []row{
	{key: "gen_ai.prompt", holds: holdsInput},
	{key: "gen_ai.completion", holds: holdsOutput},
}}
