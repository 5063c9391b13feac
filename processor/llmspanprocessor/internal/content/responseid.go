package content

import "strings"

// ResponseID finds a provider's response id in a response's JSON (OpenInference puts it in output.value): the "id" of
// the outermost object, or that in LangChain's llm_output or response_metadata. It reads no further than it must, and
// JSON cut short is fine. "" is none.
func ResponseID(json string) string {
	depth, within := 0, 0 // within: the depth of LangChain's object of the response, 0 outside
	for i := 0; i < len(json); i++ {
		switch json[i] {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
			if depth < within {
				within = 0
			}
		case '"':
			end := stringEnd(json, i+1)
			if end < 0 {
				return ""
			}
			key := json[i+1 : end]
			i = end
			value, isKey := strings.CutPrefix(strings.TrimLeft(json[end+1:], " \t\r\n"), ":")
			if !isKey {
				continue
			}
			value = strings.TrimLeft(value, " \t\r\n")
			switch {
			case key == "id" && (depth == 1 || within > 0 && depth == within):
				if id := quoted(value); id != "" {
					return id
				}
			case (key == "llm_output" || key == "response_metadata") && strings.HasPrefix(value, "{"):
				within = depth + 1
			}
		}
	}
	return ""
}

// quoted returns the string that the text begins with, if it has no escapes, as ids have none.
func quoted(s string) string {
	if !strings.HasPrefix(s, `"`) {
		return ""
	}
	end := strings.IndexAny(s[1:], "\"\\")
	if end < 0 || s[1+end] != '"' {
		return ""
	}
	return s[1 : 1+end]
}
