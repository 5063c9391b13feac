package record

import (
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/otelcol-baton/baton/connector/conversationconnector/internal/diagram"
	"github.com/otelcol-baton/baton/connector/conversationconnector/internal/story"
	"github.com/otelcol-baton/baton/internal/genai"
)

// Diagram fills a log record with a run: the diagram in its body, what it cost in its attributes.
func Diagram(to plog.LogRecord, run *story.Run, format, body string) {
	to.SetEventName(genai.ConversationRun)
	to.SetTimestamp(run.Start)
	to.SetObservedTimestamp(run.End)
	to.SetTraceID(run.TraceID)
	to.SetSpanID(run.SpanID)
	to.SetSeverityNumber(plog.SeverityNumberInfo)
	to.SetSeverityText("INFO")
	to.Body().SetStr(body)
	attrs := to.Attributes()
	attrs.EnsureCapacity(16)
	attrs.PutStr(genai.RunID, run.ID)
	attrs.PutStr(genai.ConversationFormat, format)
	if run.State != "" {
		attrs.PutStr(genai.TraceState, run.State)
	}
	if run.Partial {
		attrs.PutBool(genai.TracePartial, true)
	}
	agents := attrs.PutEmptySlice(genai.TraceAgents)
	for i := range run.People {
		if run.People[i].Role == story.Agent {
			agents.AppendEmpty().SetStr(run.People[i].Name)
		}
	}
	Sum(to, &run.Sum)
	if run.Loop != "" {
		attrs.PutStr(genai.TraceLoop, run.Loop)
	}
}

// Sum writes what a run cost into the attributes of a record.
func Sum(to plog.LogRecord, sum *story.Sum) {
	attrs := to.Attributes()
	attrs.PutDouble(genai.TraceCost, sum.Cost)
	attrs.PutInt(genai.TraceCalls, int64(sum.Calls))
	attrs.PutInt(genai.TraceUnpricedCalls, int64(sum.Unpriced))
	attrs.PutInt(genai.TraceInputTokens, sum.Input)
	attrs.PutInt(genai.TraceOutputTokens, sum.Output)
	attrs.PutInt(genai.TraceErrors, int64(sum.Errors))
	attrs.PutStr(genai.ConversationSummary, diagram.Summary(sum))
}
