package content

// voltAgent is what VoltAgent writes (mlflow's reader of 2026-08).
var voltAgent = shape{id: VoltAgent, rows: []row{
	{key: "llm.messages", holds: holdsRequest},
	{key: "agent.messages", holds: holdsRequest},
	{key: "llm.output", holds: holdsResponse},
	{key: "agent.output", holds: holdsResponse},
}}
