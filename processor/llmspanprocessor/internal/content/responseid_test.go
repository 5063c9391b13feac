package content

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestResponseID(t *testing.T) {
	for _, tt := range []struct{ name, json, want string }{
		{"openai", `{"id":"chatcmpl-1","choices":[{"id":"x"}]}`, "chatcmpl-1"},
		{"not_first", `{"object":"response","output":[{"id":"fc_1"}],"id": "resp_1"}`, "resp_1"},
		{"langchain", `{"generations": [[{"message": {"id": ["langchain"], "kwargs": {"id": "run-1", "response_metadata": {"token_usage": {"a": 1}, "id": "chatcmpl-2"}}}}]]}`, "chatcmpl-2"},
		{"langchain_output", `{"generations": [], "llm_output": {"usage": {"id": "no"}, "id": "chatcmpl-3"}}`, "chatcmpl-3"},
		{"cut_after_it", `{"id":"chatcmpl-4","cho`, "chatcmpl-4"},
		{"cut_in_it", `{"id":"chatcmpl-4`, ""},
		{"none", `{"output":[{"id":"fc_1"}]}`, ""},
		{"no_json", `hello "id": "x"`, ""},
		{"a_number", `{"id":7}`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, ResponseID(tt.json)) })
	}
}

func TestFinishReasonsOfMessages(t *testing.T) {
	require.Equal(t, []string{"stop", "tool_call"}, FinishReasons(`[{"finish_reason":"stop"},{"role":"x"},{"finish_reason":"tool_call"}]`))
	require.Empty(t, FinishReasons("hello"))
}
