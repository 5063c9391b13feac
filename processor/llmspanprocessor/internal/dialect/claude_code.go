package dialect

// claudeCode is filled in next.
var claudeCode = Dialect{Name: "claude_code"}
