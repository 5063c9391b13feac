package content

// logfire is what Logfire's integrations of the OpenAI and Anthropic SDKs write (logfire 5.4).
var logfire = shape{id: Logfire, rows: []row{
	{key: "request_data", holds: holdsRequest},
	{key: "response_data", holds: holdsResponse},
}}
