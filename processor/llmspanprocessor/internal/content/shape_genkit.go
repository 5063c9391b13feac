package content

// genkit is what Genkit writes on every action, as JSON (langfuse git 2026-08-22).
var genkit = shape{id: Genkit, rows: []row{
	{key: "genkit:input", holds: holdsInput, encoded: true},
	{key: "genkit:output", holds: holdsOutput, encoded: true},
}}
