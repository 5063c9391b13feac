package translation

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/wire"
)

func TestMessages(t *testing.T) {
	tests := map[string]struct{ from, want string }{
		"nothing":        {`null`, ``},
		"an_empty_list":  {`[]`, ``},
		"an_empty_text":  {`""`, ``},
		"a_text":         {`"hi \"there\""`, `[{"role":"user","parts":[{"type":"text","content":"hi \"there\""}]}]`},
		"a_conversation": {`[{"role":"system","content":"S"},{"role":"user","content":[{"type":"text","text":"a"},"b"]}]`, `[{"role":"system","parts":[{"type":"text","content":"S"}]},{"role":"user","parts":[{"type":"text","content":"a"},{"type":"text","content":"b"}]}]`},
		"a_tool_call_and_its_result": {
			`[{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\"x\": 1}"}}]},{"role":"tool","tool_call_id":"c","content":"ok"}]`,
			`[{"role":"assistant","parts":[{"type":"tool_call","id":"c","name":"f","arguments":"{\"x\": 1}"}]},{"role":"tool","parts":[{"type":"tool_call_response","id":"c","response":"ok"}]}]`,
		},
		"items_of_the_Responses_API": {
			`[{"type":"reasoning","summary":[{"type":"summary_text","text":"think"}]},{"type":"function_call","call_id":"c","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"c","output":"ok"},
			{"type":"message","role":"assistant","content":[{"type":"output_text","text":"done"},{"type":"refusal","refusal":"no"}]}]`,
			`[{"role":"assistant","parts":[{"type":"reasoning","content":"think"}]},{"role":"assistant","parts":[{"type":"tool_call","id":"c","name":"f","arguments":"{}"}]},
			{"role":"tool","parts":[{"type":"tool_call_response","id":"c","response":"ok"}]},{"role":"assistant","parts":[{"type":"text","content":"done"},{"type":"text","content":"no"}]}]`,
		},
		"a_response": {
			`[{"object":"response","id":"__fake_id__","output":[{"type":"message","role":"assistant","content":[{"type":"output_text","text":"x"}]}]}]`,
			`[{"role":"assistant","parts":[{"type":"text","content":"x"}]}]`,
		},
		"audio_never_comes_along": {
			`[{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"QVVESU8=","format":"wav"}}]},{"role":"assistant","content":null,"audio":{"id":"a","data":"QVVESU8=","transcript":"said"}}]`,
			`[{"role":"user","parts":[{"type":"blob","modality":"audio","mime_type":"audio/wav","size":5}]},{"role":"assistant","parts":[{"type":"text","content":"said"},{"type":"blob","modality":"audio","size":5}]}]`,
		},
		"an_image": {
			`[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x/y.png"}},{"type":"input_image","file_id":"f"}]}]`,
			`[{"role":"user","parts":[{"type":"uri","modality":"image","uri":"https://x/y.png"},{"type":"uri","modality":"image","file_id":"f"}]}]`,
		},
		"what_is_not_known": {`[{"type":"web_search_call","id":"w","action":{"q":1}}]`, `[{"role":"user","parts":[{"type":"web_search_call","id":"w","action":{"q":1}}]}]`},
		"an_odd_role":       {`[{"role":"ab\"\n😀","content":"x"}]`, `[{"role":"ab\"\n😀","parts":[{"type":"text","content":"x"}]}]`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			v, err := wire.Parse([]byte(tt.from))
			require.NoError(t, err)
			got := newTalk("user").read(v).json()
			if tt.want == "" {
				require.Empty(t, got)
				return
			}
			require.JSONEq(t, tt.want, got)
			require.False(t, strings.Contains(got, "QVVESU8"))
		})
	}
}
