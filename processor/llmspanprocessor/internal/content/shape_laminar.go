package content

// laminar is what Laminar's SDK writes, as JSON (lmnr 0.8.2).
var laminar = shape{id: Laminar, rows: []row{
	{key: "lmnr.span.input", holds: holdsInput, encoded: true},
	{key: "lmnr.span.output", holds: holdsOutput, encoded: true},
}}
