package dialect

// genkit is filled in next.
var genkit = Dialect{Name: "genkit"}
