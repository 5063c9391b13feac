package dialect

// springAI is filled in next.
var springAI = Dialect{Name: "spring_ai"}
