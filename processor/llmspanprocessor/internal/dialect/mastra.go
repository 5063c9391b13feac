package dialect

// mastra is filled in next.
var mastra = Dialect{Name: "mastra"}
