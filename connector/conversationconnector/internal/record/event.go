package record

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/otelcol-baton/baton/connector/conversationconnector/internal/diagram"
	"github.com/otelcol-baton/baton/connector/conversationconnector/internal/story"
	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/genai"
)

// Event fills a log record with an event: a sentence in its body, and the parts of it in its attributes.
func Event(to plog.LogRecord, e *story.Event) {
	to.SetEventName(e.Name)
	to.SetTimestamp(e.At)
	to.SetObservedTimestamp(e.At)
	to.SetSeverityNumber(plog.SeverityNumberInfo)
	to.SetSeverityText("INFO")
	to.SetTraceID(e.Run.TraceID)
	to.SetSpanID(e.Run.SpanID)
	attrs := to.Attributes()
	attrs.EnsureCapacity(16)
	attrs.PutStr(genai.RunID, e.Run.ID)
	if e.Run.State != "" {
		attrs.PutStr(genai.TraceState, e.Run.State)
	}
	if e.View != nil {
		to.SetTraceID(e.View.In.TraceID())
		to.SetSpanID(e.View.In.SpanID())
	}
	if e.From != "" && e.Name != genai.ConversationTransition && e.Name != genai.ConversationMessage {
		attrs.PutStr(genai.AgentName, e.From)
	}
	tell(to, e)
}

// tell writes what only events of one name have.
func tell(to plog.LogRecord, e *story.Event) {
	attrs := to.Attributes()
	switch e.Name {
	case genai.ConversationAgent:
		to.Body().SetStr(e.From + " was created")
	case genai.ConversationTransition:
		attrs.PutStr(genai.TransitionFrom, e.From)
		attrs.PutStr(genai.TransitionTo, e.To)
		attrs.PutStr(genai.TransitionKind, e.Kind)
		to.Body().SetStr(e.From + " -> " + e.To + " (" + e.Kind + ")")
	case genai.ConversationMessage:
		attrs.PutStr(genai.MessageFrom, orElse(e.From, e.View.Service))
		if e.To != "" {
			attrs.PutStr(genai.MessageTo, e.To)
		}
		to.Body().SetStr(e.Text)
	case genai.ConversationTool:
		tool(to, e)
	case genai.ConversationCall:
		call(to, e.View)
	case genai.ConversationError:
		failure(to, e)
	case genai.ConversationLoop:
		attrs.PutStr(genai.TraceLoop, e.Text)
		to.Body().SetStr(e.Text + " repeats")
	case genai.ConversationCost:
		Sum(to, &e.Run.Sum)
		to.Body().SetStr(diagram.Headline(&e.Run.Sum))
	}
}

func tool(to plog.LogRecord, e *story.Event) {
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
	to.Body().SetStr(name + done)
}

func call(to plog.LogRecord, v *agenttrace.View) {
	attrs := to.Attributes()
	for _, key := range []string{
		genai.OperationName, genai.ProviderName, genai.RequestModel, genai.ResponseModel, genai.ResponseID,
		genai.UsageInputTokens, genai.UsageOutputTokens, genai.UsageCacheRead, genai.UsageReasoning,
		genai.CostTotal, genai.CostSource, genai.CostReason,
	} {
		carry(to, v.In.Attributes(), key)
	}
	if v.Failed {
		attrs.PutStr(genai.ErrorType, orElse(v.ErrorType, "_OTHER"))
	}
	to.Body().SetStr(orElse(v.Agent, v.Service) + ": " + diagram.CallWords(v.Model(), v.Failed, story.UsageOf(v)))
}

func failure(to plog.LogRecord, e *story.Event) {
	to.SetSeverityNumber(plog.SeverityNumberError)
	to.SetSeverityText("ERROR")
	what := orElse(e.View.Tool, e.View.Model())
	to.Attributes().PutStr(genai.ErrorType, orElse(e.View.ErrorType, "_OTHER"))
	text := orElse(what, e.View.In.Name()) + " failed"
	if e.Text != "" && e.Texts {
		text += ": " + e.Text
	}
	to.Body().SetStr(text)
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
