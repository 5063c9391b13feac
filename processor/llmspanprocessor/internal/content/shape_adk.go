package content

// adk is what Google's ADK writes in its first schema; {} where content is off (google-adk 2.13.0).
var adk = shape{id: ADK, rows: []row{
	{key: "gcp.vertex.agent.llm_request", holds: holdsRequest},
	{key: "gcp.vertex.agent.llm_response", holds: holdsResponse},
	{key: "gcp.vertex.agent.tool_call_args", holds: holdsArguments},
	{key: "gcp.vertex.agent.tool_response", holds: holdsResult},
}}
