package dialect

// langfuse is filled in next.
var langfuse = Dialect{Name: "langfuse"}
