package translation

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
)

// spans returns where the spans of a trace go: one resource for each service.name in the post.
func (b *batch) spans(id pcommon.TraceID) ptrace.SpanSlice {
	name := b.from.Service
	if name == "" && b.options.ServiceFromWorkflow {
		name = b.memory.workflow(id)
	}
	if name == "" {
		name = b.options.Service
	}
	if spans, ok := b.scopes[name]; ok {
		return spans
	}
	resource := b.out.Traces.ResourceSpans().AppendEmpty()
	attrs := resource.Resource().Attributes()
	attrs.PutStr("service.name", name)
	attrs.PutStr("telemetry.sdk.name", "openai-agents")
	language, version := client(b.from.UserAgent)
	if language != "" {
		attrs.PutStr("telemetry.sdk.language", language)
	}
	if version != "" {
		attrs.PutStr("telemetry.sdk.version", version)
	}
	scope := resource.ScopeSpans().AppendEmpty()
	scope.Scope().SetName(genai.OpenAIAgentsScope)
	scope.Scope().SetVersion(b.options.ScopeVersion)
	b.scopes[name] = scope.Spans()
	return scope.Spans()
}

// client reads a User-Agent. Python's is that of its HTTP client (python-httpx/0.28.1, python-httpx2/2.16.2), which
// tells no version of the SDK; JavaScript's is Agents/JavaScript 0.20.0.
func client(userAgent string) (language, version string) {
	if rest, ok := strings.CutPrefix(userAgent, "Agents/JavaScript"); ok {
		version, _, _ = strings.Cut(strings.TrimLeft(rest, " /"), " ")
		return "nodejs", strings.ToValidUTF8(version, "")
	}
	if strings.HasPrefix(strings.ToLower(userAgent), "python") || strings.HasPrefix(userAgent, "Agents/Python") {
		return "python", ""
	}
	return "", ""
}
