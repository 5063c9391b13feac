package record

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/otelcol-baton/baton/connector/conversationconnector/internal/diagram"
	"github.com/otelcol-baton/baton/connector/conversationconnector/internal/story"
)

// writer writes records into the logs of one batch, each below its resource. A resource is repeated where that keeps the
// order. Its memory is reused.
type writer struct {
	scope string
	texts texts

	logs     plog.Logs
	resource pcommon.Map
	records  plog.LogRecordSlice
	open     bool
}

// begin starts the logs of a batch.
func (w *writer) begin() {
	w.texts.begin()
	w.logs, w.open = plog.NewLogs(), false
}

// next is a new record below a resource, of which as many are expected to come.
func (w *writer) next(resource pcommon.Map, expected int) plog.LogRecord {
	if !w.open || w.resource != resource && !w.resource.Equal(resource) {
		rl := w.logs.ResourceLogs().AppendEmpty()
		resource.CopyTo(rl.Resource().Attributes())
		sl := rl.ScopeLogs().AppendEmpty()
		sl.Scope().SetName(w.scope)
		w.records, w.open = sl.LogRecords(), true
		w.records.EnsureCapacity(expected)
	}
	w.resource = resource
	return w.records.AppendEmpty()
}

// summary is what a run cost, in words.
func (w *writer) summary(run *story.Run) string {
	if run.Summary == "" {
		w.texts.scratch = diagram.AppendSummary(w.texts.scratch[:0], &run.Sum)
		run.Summary = w.texts.keep(w.texts.scratch)
	}
	return run.Summary
}
