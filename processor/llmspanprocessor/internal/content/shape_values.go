package content

// values is the last resort on OpenInference spans: whatever went in and came out, JSON or prose by its mime type.
var values = shape{id: Values, rows: []row{
	{key: "input.value", holds: holdsInput},
	{key: "output.value", holds: holdsOutput},
	{key: "tool.output", holds: holdsResult},
}}
