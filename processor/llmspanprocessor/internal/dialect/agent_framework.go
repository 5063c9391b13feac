package dialect

// agentFramework is filled in next.
var agentFramework = Dialect{Name: "agent_framework"}
