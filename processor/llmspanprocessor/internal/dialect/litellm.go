package dialect

// liteLLM is filled in next.
var liteLLM = Dialect{Name: "litellm"}
