package content

// traceloopEntity is what Traceloop's decorators and its LangChain instrumentation write on every entity (0.40 to 0.62).
var traceloopEntity = shape{id: TraceloopEntity, rows: []row{
	{key: "traceloop.entity.input", holds: holdsInput, encoded: true},
	{key: "traceloop.entity.output", holds: holdsOutput, encoded: true},
	{key: "gen_ai.task.input", holds: holdsInput, encoded: true},
	{key: "gen_ai.task.output", holds: holdsOutput, encoded: true},
}}
