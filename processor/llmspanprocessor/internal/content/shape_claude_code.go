package content

// claudeCode is what Claude Code writes when content is opted in (captures of 2.1.266); its tools' output is a span event.
var claudeCode = shape{id: ClaudeCode, rows: []row{
	{key: "user_prompt", holds: holdsRequest},
	{key: "response.model_output", holds: holdsResponse},
	{key: "full_command", holds: holdsArguments},
}}
