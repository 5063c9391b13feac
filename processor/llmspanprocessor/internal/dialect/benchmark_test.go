package dialect

import (
	"testing"
	"time"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
)

type scoped struct {
	scope Scope
	span  ptrace.Span
}

// BenchmarkRead reads the spans of all recordings: all of them, half of which are AutoGen's messages, and the calls alone.
func BenchmarkRead(b *testing.B) {
	r := NewReader()
	var all, calls []scoped
	var f Facts
	var scratch Scratch
	for _, file := range recordingFiles(b) {
		for scope, span := range spansOf(load(b, file)) {
			all = append(all, scoped{scope, span})
			if r.Read(scope, span, &f, &scratch); f.Meaning.Role == genai.RoleCall {
				calls = append(calls, scoped{scope, span})
			}
		}
	}
	b.Run("recordings", func(b *testing.B) { readAll(b, r, all) })
	b.Run("calls", func(b *testing.B) { readAll(b, r, calls) })
	b.Run("typical", func(b *testing.B) {
		readAll(b, r, []scoped{{Scope{Name: "opentelemetry.instrumentation.openai.v1"}, typical()}})
	})
}

func readAll(b *testing.B, r *Reader, spans []scoped) {
	var f Facts
	var scratch Scratch
	b.ReportAllocs()
	b.ResetTimer()
	start := time.Now()
	for i := range b.N {
		s := &spans[i%len(spans)]
		r.Read(s.scope, s.span, &f, &scratch)
	}
	b.ReportMetric(float64(b.N)/time.Since(start).Seconds(), "spans/s")
}

// typical is a call with 25 attributes, as OpenLLMetry writes it.
func typical() ptrace.Span {
	span := ptrace.NewSpan()
	span.SetName("openai.chat")
	span.SetKind(ptrace.SpanKindClient)
	m := span.Attributes()
	for _, kv := range [][2]string{
		{"gen_ai.operation.name", "chat"},
		{"gen_ai.provider.name", "openai"},
		{"gen_ai.request.model", "gpt-4o"},
		{"gen_ai.response.model", "gpt-4o-2024-08-06"},
		{"gen_ai.response.id", "chatcmpl-1"},
		{"gen_ai.input.messages", `[{"role":"user","parts":[{"type":"text","content":"hello"}]}]`},
		{"gen_ai.output.messages", `[{"role":"assistant","parts":[{"type":"text","content":"hello"}]}]`},
		{"gen_ai.tool.definitions", `[]`},
		{"gen_ai.openai.api_base", "https://api.openai.com/v1/"},
		{"gen_ai.openai.system_fingerprint", "fp"},
		{"gen_ai.conversation.id", "c-1"},
		{"gen_ai.agent.name", "writer"},
		{"server.address", "api.openai.com"},
		{"traceloop.workflow.name", "story"},
		{"traceloop.association.properties.session_id", "s-1"},
		{"openai.response.service_tier", "default"},
		{"my.own", "thing"},
	} {
		m.PutStr(kv[0], kv[1])
	}
	for key, n := range map[string]int64{
		"gen_ai.usage.input_tokens": 1100, "gen_ai.usage.output_tokens": 90, "gen_ai.usage.total_tokens": 1190,
		"gen_ai.usage.cache_read.input_tokens": 1024, "gen_ai.usage.reasoning_tokens": 64, "gen_ai.request.max_tokens": 300,
	} {
		m.PutInt(key, n)
	}
	m.PutDouble("gen_ai.request.temperature", 0.5)
	m.PutEmptySlice("gen_ai.response.finish_reasons").AppendEmpty().SetStr("stop")
	return span
}
