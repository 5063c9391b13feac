package dialect

// claudeAPI is filled in next.
var claudeAPI = Dialect{Name: "claude_api"}
