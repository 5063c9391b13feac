package content

// haystack is what Haystack writes with content tracing on (haystack-ai 3.4.1).
var haystack = shape{id: Haystack, rows: []row{
	{key: "haystack.component.input", holds: holdsInput},
	{key: "haystack.component.output", holds: holdsOutput},
	{key: "haystack.tool.input", holds: holdsArguments},
	{key: "haystack.tool.output", holds: holdsResult},
}}
