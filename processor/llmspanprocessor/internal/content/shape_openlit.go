package content

// openLIT is what OpenLIT 1.4x writes on the call that asked for a tool, and older versions on the tool (read 2026-11-22).
var openLIT = shape{id: OpenLIT, rows: []row{
	{key: "gen_ai.tool.args", holds: holdsArguments},
	{key: "gen_ai.tool.input", holds: holdsArguments},
	{key: "gen_ai.tool.output", holds: holdsResult},
}}
