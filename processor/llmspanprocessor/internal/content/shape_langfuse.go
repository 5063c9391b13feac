package content

// langfuse is what the Langfuse SDKs write on every observation (git 2026-08-22).
var langfuse = shape{id: Langfuse, rows: []row{
	{key: "langfuse.observation.input", holds: holdsInput},
	{key: "langfuse.observation.output", holds: holdsOutput},
}}
