package story

import (
	"strings"

	"github.com/tidwall/gjson"
)

// wrappings are the places inside of what a tool took or gave that LangChain's messages and Traceloop's wrappers put the
// thing itself in (read in testdata/traces, 2026-11-22). What holds no such key is not looked through.
var wrappings = []struct{ key, path string }{
	{`"output"`, "output.kwargs.content"},
	{`"output"`, "output.data.content"},
	{`"kwargs"`, "kwargs.content"},
	{`"data"`, "data.content"},
	{`"input_str"`, "input_str"},
}

// essence takes what is wrapped out of its wrapping.
func essence(s string) string {
	if s == "" || s[0] != '{' {
		return s
	}
	for _, w := range wrappings {
		if !strings.Contains(s, w.key) {
			continue
		}
		if v := gjson.Get(s, w.path); v.Type == gjson.String {
			return v.Str
		}
	}
	return s
}
