package content

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
)

func TestAFlattenedListThatMissesAttributesYieldsToTheWholeValue(t *testing.T) {
	span := ptrace.NewSpan()
	span.SetDroppedAttributesCount(7)
	require.NoError(t, span.Attributes().FromRaw(map[string]any{
		"llm.input_messages.0.message.content": "a",
		"input.value":                          `{"messages":[{"role":"user","content":"a"},{"role":"user","content":"b"}]}`,
	}))
	m := NewRebuilder().Rebuild(span, genai.RoleCall, []Shape{OpenInference, Values})
	require.Equal(t, `[`+saidBy("user", "a")+`,`+saidBy("user", "b")+`]`, m.Input)
}

func TestHugeInputIsBounded(t *testing.T) {
	span := ptrace.NewSpan()
	span.Attributes().PutStr("input.value", `{"messages":[{"role":"user","content":"`+strings.Repeat(`\"x`, 5<<20)+`"}]}`)
	for i := range 100_000 {
		span.Attributes().PutStr("llm.output_messages.0.message.k"+strings.Repeat("x", i%7)+string(rune('a'+i%26))+".y", "v")
	}
	m := NewRebuilder().Rebuild(span, genai.RoleCall, nil)
	require.True(t, json.Valid([]byte(m.Input)))
}

func FuzzRebuild(f *testing.F) {
	recordings(f, func(_ string, span ptrace.Span, _ genai.Role) {
		for _, key := range []string{"input.value", "output.value", "gen_ai.input.messages", "traceloop.entity.output", "ai.prompt.messages"} {
			if v, ok := span.Attributes().Get(key); ok && len(v.AsString()) < 2000 {
				f.Add(key, v.AsString(), v.AsString())
			}
		}
	})
	r := NewRebuilder()
	f.Fuzz(func(t *testing.T, key, in, out string) {
		for _, role := range []genai.Role{genai.RoleCall, genai.RoleAgent, genai.RoleTool, genai.RoleNone} {
			span := ptrace.NewSpan()
			span.Attributes().PutStr(key, in)
			span.Attributes().PutStr("output.value", out)
			span.Attributes().PutStr("gen_ai.system_instructions", in)
			e := span.Events().AppendEmpty()
			e.SetName("gen_ai.choice")
			e.Attributes().PutStr("message", out)
			m := r.Rebuild(span, role, nil)
			for _, s := range []string{m.Input, m.Output, m.System, m.ToolDefinitions} {
				require.True(t, s == "" || json.Valid([]byte(s)), s)
			}
			m.Write(span)
			require.Equal(t, Messages{}, r.Rebuild(span, role, nil))
		}
	})
}
