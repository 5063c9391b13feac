package anomaly

import (
	"fmt"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/otelcol-baton/baton/connector/llmmetricsconnector/internal/run"
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/series"
)

// Event says what is out of the ordinary about a run.
type Event struct {
	Name string
	Run  *run.Run
	// From is the span to look at.
	From series.Exemplar

	// Of a dear run: its score, what its like typically cost, and how many those were.
	Score, Typical float64
	Runs           int
	// Of a retry storm.
	What     run.Failure
	Failures run.Failures
}

// Write makes a log record of an event.
func (e *Event) Write(record plog.LogRecord, now time.Time) {
	record.SetTimestamp(e.From.At)
	record.SetObservedTimestamp(pcommon.NewTimestampFromTime(now))
	record.SetEventName(e.Name)
	record.SetSeverityNumber(plog.SeverityNumberWarn)
	record.SetSeverityText("WARN")
	record.SetTraceID(e.From.Trace)
	record.SetSpanID(e.From.Span)
	attrs := record.Attributes()
	attrs.PutStr("service.name", e.Run.Service)
	if e.Run.Workflow != "" {
		attrs.PutStr(genai.WorkflowName, e.Run.Workflow)
	}
	attrs.PutStr(genai.RunID, e.Run.ID)
	attrs.PutDouble(genai.RunCost, e.Run.Cost)
	switch e.Name {
	case genai.EventAnomalyDearRun:
		attrs.PutDouble(genai.AnomalyScore, e.Score)
		attrs.PutDouble(genai.AnomalyTypical, e.Typical)
		attrs.PutInt(genai.AnomalyRuns, int64(e.Runs))
	case genai.EventAnomalyRetryStorm:
		e.writeStorm(attrs)
	case genai.EventAnomalyLoop:
		attrs.PutStr(genai.TraceLoop, e.Run.Loop)
	}
	record.Body().SetStr(e.text())
}

func (e *Event) writeStorm(attrs pcommon.Map) {
	attrs.PutInt(genai.AnomalyFailures, e.Failures.Count)
	attrs.PutStr(genai.ErrorType, e.Failures.ErrorType)
	if e.What.Agent != "" {
		attrs.PutStr(genai.AgentName, e.What.Agent)
	}
	key := genai.ToolName
	if e.What.Role == genai.RoleCall {
		key = genai.RequestModel
	}
	attrs.PutStr(key, e.What.Named)
}

// text is what a person reads.
func (e *Event) text() string {
	switch e.Name {
	case genai.EventAnomalyDearRun:
		return fmt.Sprintf("a run of %s cost %.6f USD; %.6f USD is typical of the last %d", e.Run.Service, e.Run.Cost, e.Typical, e.Runs)
	case genai.EventAnomalyRetryStorm:
		return fmt.Sprintf("%s failed %d times in a run of %s: %s", e.What.Named, e.Failures.Count, e.Run.Service, e.Failures.ErrorType)
	default:
		return fmt.Sprintf("a run of %s goes round in circles: %s", e.Run.Service, e.Run.Loop)
	}
}
