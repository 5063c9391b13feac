package record

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/otelcol-baton/baton/connector/conversationconnector/internal/diagram"
	"github.com/otelcol-baton/baton/connector/conversationconnector/internal/story"
	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/genai"
)

// attributes is how many attributes the events of a name have at most, beside the run's id, the state and the agent.
var attributes = map[string]int{
	genai.ConversationTransition: 3,
	genai.ConversationMessage:    2,
	genai.ConversationTool:       4,
	genai.ConversationCall:       13,
	genai.ConversationError:      1,
	genai.ConversationLoop:       1,
	genai.ConversationCost:       sums,
}

// event writes an event: a sentence in the body of its record, and the parts of it in the attributes. So many more are
// expected to come, with it.
func (w *writer) event(e *story.Event, expected int) {
	traceID, spanID, resource := e.Run.TraceID, e.Run.SpanID, e.Run.Resource
	if e.View != nil {
		traceID, spanID, resource = e.View.In.TraceID(), e.View.In.SpanID(), e.View.Resource
	}
	to := w.next(resource, expected)
	to.SetEventName(e.Name)
	to.SetTimestamp(e.At)
	to.SetObservedTimestamp(e.At)
	to.SetSeverityNumber(plog.SeverityNumberInfo)
	to.SetSeverityText("INFO")
	to.SetTraceID(traceID)
	to.SetSpanID(spanID)
	attrs := to.Attributes()
	attrs.EnsureCapacity(2 + attributes[e.Name])
	attrs.PutStr(genai.RunID, e.Run.ID)
	if e.Run.State != "" {
		attrs.PutStr(genai.TraceState, e.Run.State)
	}
	if e.From != "" && e.Name != genai.ConversationTransition && e.Name != genai.ConversationMessage {
		attrs.PutStr(genai.AgentName, e.From)
	}
	w.tell(to, e)
}

// tell writes what only events of one name have.
func (w *writer) tell(to plog.LogRecord, e *story.Event) {
	attrs := to.Attributes()
	switch e.Name {
	case genai.ConversationAgent:
		to.Body().SetStr(w.texts.join(e.From, " was created"))
	case genai.ConversationTransition:
		attrs.PutStr(genai.TransitionFrom, e.From)
		attrs.PutStr(genai.TransitionTo, e.To)
		attrs.PutStr(genai.TransitionKind, e.Kind)
		to.Body().SetStr(w.texts.join(e.From, " -> ", e.To, " (", e.Kind, ")"))
	case genai.ConversationMessage:
		attrs.PutStr(genai.MessageFrom, orElse(e.From, e.View.Service))
		if e.To != "" {
			attrs.PutStr(genai.MessageTo, e.To)
		}
		to.Body().SetStr(e.Text)
	case genai.ConversationTool:
		w.tool(to, e)
	case genai.ConversationCall:
		w.call(to, e.View)
	case genai.ConversationError:
		w.failure(to, e)
	case genai.ConversationLoop:
		attrs.PutStr(genai.TraceLoop, e.Text)
		to.Body().SetStr(w.texts.join(e.Text, " repeats"))
	case genai.ConversationCost:
		w.sum(to, e.Run)
		headline, _, _ := strings.Cut(w.summary(e.Run), "\n")
		to.Body().SetStr(headline)
	}
}

func (w *writer) tool(to plog.LogRecord, e *story.Event) {
	v := e.View
	name := orElse(v.Tool, v.In.Name())
	to.Attributes().PutStr(genai.ToolName, name)
	carry(to, v.In.Attributes(), genai.ToolCallID)
	if e.Texts {
		carry(to, v.In.Attributes(), genai.ToolCallArguments)
		carry(to, v.In.Attributes(), genai.ToolCallResult)
	}
	done := " was executed"
	if v.Failed {
		done = " failed"
	}
	to.Body().SetStr(w.texts.join(name, done))
}

// call tells what is known of a call. What the span does not tell is left out, and so are cached and reasoning tokens when
// there were none.
func (w *writer) call(to plog.LogRecord, v *agenttrace.View) {
	attrs := to.Attributes()
	filled(attrs, genai.OperationName, v.Operation)
	filled(attrs, genai.ProviderName, v.Provider)
	filled(attrs, genai.RequestModel, v.RequestModel)
	filled(attrs, genai.ResponseModel, v.ResponseModel)
	carry(to, v.In.Attributes(), genai.ResponseID)
	if v.HasUsage() {
		attrs.PutInt(genai.UsageInputTokens, v.Input)
		attrs.PutInt(genai.UsageOutputTokens, v.Output)
		some(attrs, genai.UsageCacheRead, v.CacheRead)
		some(attrs, genai.UsageReasoning, v.Reasoning)
	}
	if v.IsPriced() {
		attrs.PutDouble(genai.CostTotal, v.Cost)
	}
	filled(attrs, genai.CostSource, v.CostSource)
	filled(attrs, genai.CostReason, v.CostReason)
	if v.Failed {
		to.Attributes().PutStr(genai.ErrorType, v.FailedWith())
	}
	step := story.Step{Label: v.Model(), Failed: v.Failed, Usage: story.UsageOf(v)}
	text := append(append(w.texts.scratch[:0], orElse(v.Agent, v.Service)...), ": "...)
	w.texts.scratch = diagram.AppendCall(text, &step)
	to.Body().SetStr(w.texts.keep(w.texts.scratch))
}

func (w *writer) failure(to plog.LogRecord, e *story.Event) {
	to.SetSeverityNumber(plog.SeverityNumberError)
	to.SetSeverityText("ERROR")
	to.Attributes().PutStr(genai.ErrorType, e.View.FailedWith())
	what := orElse(orElse(e.View.Tool, e.View.Model()), e.View.In.Name())
	if e.Text == "" || !e.Texts {
		to.Body().SetStr(w.texts.join(what, " failed"))
		return
	}
	to.Body().SetStr(w.texts.join(what, " failed: ", e.Text))
}

func filled(attrs pcommon.Map, key, value string) {
	if value != "" {
		attrs.PutStr(key, value)
	}
}

func some(attrs pcommon.Map, key string, n int64) {
	if n > 0 {
		attrs.PutInt(key, n)
	}
}

func carry(to plog.LogRecord, from pcommon.Map, key string) {
	if v, ok := from.Get(key); ok {
		v.CopyTo(to.Attributes().PutEmpty(key))
	}
}

func orElse(s, otherwise string) string {
	if s != "" {
		return s
	}
	return otherwise
}
