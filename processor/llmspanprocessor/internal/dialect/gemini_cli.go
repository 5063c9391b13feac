package dialect

// geminiCLI is filled in next.
var geminiCLI = Dialect{Name: "gemini_cli"}
