package dialect

// openAIAgentsIngest is filled in next.
var openAIAgentsIngest = Dialect{Name: "openai_agents"}
