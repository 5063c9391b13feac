package record

import (
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/otelcol-baton/baton/connector/conversationconnector/internal/story"
	"github.com/otelcol-baton/baton/internal/genai"
)

// diagram fills a log record with a run: the diagram in its body, what it cost in its attributes.
func (w *writer) diagram(to plog.LogRecord, run *story.Run, format, body string) {
	to.SetEventName(genai.ConversationRun)
	to.SetTimestamp(run.Start)
	to.SetObservedTimestamp(run.End)
	to.SetTraceID(run.TraceID)
	to.SetSpanID(run.SpanID)
	to.SetSeverityNumber(plog.SeverityNumberInfo)
	to.SetSeverityText("INFO")
	to.Body().SetStr(body)
	attrs := to.Attributes()
	attrs.EnsureCapacity(5 + sums)
	attrs.PutStr(genai.RunID, run.ID)
	attrs.PutStr(genai.ConversationFormat, format)
	if run.State != "" {
		attrs.PutStr(genai.TraceState, run.State)
	}
	if run.Partial {
		attrs.PutBool(genai.TracePartial, true)
	}
	agents := attrs.PutEmptySlice(genai.TraceAgents)
	agents.EnsureCapacity(len(run.People))
	for i := range run.People {
		if run.People[i].Role == story.Agent {
			agents.AppendEmpty().SetStr(run.People[i].Name)
		}
	}
	w.sum(to, run)
	if run.Loop != "" {
		attrs.PutStr(genai.TraceLoop, run.Loop)
	}
}

// sums is how many attributes sum writes.
const sums = 7

// sum writes what a run cost into the attributes of a record.
func (w *writer) sum(to plog.LogRecord, run *story.Run) {
	attrs, sum := to.Attributes(), &run.Sum
	attrs.PutDouble(genai.TraceCost, sum.Cost)
	attrs.PutInt(genai.TraceCalls, int64(sum.Calls))
	attrs.PutInt(genai.TraceUnpricedCalls, int64(sum.Unpriced))
	attrs.PutInt(genai.TraceInputTokens, sum.Input)
	attrs.PutInt(genai.TraceOutputTokens, sum.Output)
	attrs.PutInt(genai.TraceErrors, int64(sum.Errors))
	attrs.PutStr(genai.ConversationSummary, w.summary(run))
}
