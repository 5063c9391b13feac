package content

// liveKit is what LiveKit's agents write (livekit-agents, mlflow's and langfuse's readers of 2026-08).
var liveKit = shape{id: LiveKit, rows: []row{
	{key: "lk.chat_ctx", holds: holdsRequest},
	{key: "lk.user_input", holds: holdsRequest},
	{key: "lk.user_transcript", holds: holdsRequest},
	{key: "lk.response.text", holds: holdsResponse},
	{key: "lk.function_tool.arguments", holds: holdsArguments},
	{key: "lk.function_tool.output", holds: holdsResult},
}}
