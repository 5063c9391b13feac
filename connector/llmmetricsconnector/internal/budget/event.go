package budget

import (
	"fmt"
	"strconv"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/otelcol-baton/baton/internal/genai"
)

// Write makes a log record of an event.
func (e *Event) Write(record plog.LogRecord) {
	at := pcommon.NewTimestampFromTime(e.At)
	record.SetTimestamp(at)
	record.SetObservedTimestamp(at)
	record.SetEventName(genai.EventBudget)
	record.SetTraceID(e.Trace)
	record.SetSpanID(e.Span)
	switch {
	case e.Level >= 100:
		record.SetSeverityNumber(plog.SeverityNumberError)
		record.SetSeverityText("ERROR")
	case e.Level >= 80:
		record.SetSeverityNumber(plog.SeverityNumberWarn)
		record.SetSeverityText("WARN")
	default:
		record.SetSeverityNumber(plog.SeverityNumberInfo)
		record.SetSeverityText("INFO")
	}
	attrs := record.Attributes()
	attrs.PutStr(genai.BudgetName, e.Budget)
	attrs.PutInt(genai.BudgetLevel, int64(e.Level))
	attrs.PutDouble(genai.BudgetSpent, e.Spent)
	attrs.PutDouble(genai.BudgetLimit, e.Limit)
	attrs.PutStr(genai.BudgetUnit, e.unit())
	attrs.PutStr(genai.BudgetPer, e.Per.String())
	attrs.PutBool(genai.BudgetProvisional, e.Provisional)
	for i, v := range e.Values {
		attrs.PutStr(e.Keys[i], v)
	}
	record.Body().SetStr(e.text())
}

func (e *Event) unit() string {
	if e.Dollars {
		return "USD"
	}
	return "token"
}

// text is what a person reads: budget team-a has used 80 % of 10 USD in 1h0m0s: 8.12 USD (user.id=ann).
func (e *Event) text() string {
	number := func(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
	s := fmt.Sprintf("budget %s has used %d %% of %s %s in %s: %s %s", e.Budget, e.Level, number(e.Limit), e.unit(), e.Per, strconv.FormatFloat(e.Spent, 'f', 6, 64), e.unit())
	for i, v := range e.Values {
		s += fmt.Sprintf(" (%s=%s)", e.Keys[i], v)
	}
	return s
}
