package dialect

// crewAI is filled in next.
var crewAI = Dialect{Name: "crewai"}
