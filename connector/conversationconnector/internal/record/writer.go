package record

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
)

// Writer writes records into logs, each below its resource. A resource is repeated where that keeps the order.
type Writer struct {
	logs     plog.Logs
	scope    string
	resource pcommon.Map
	records  plog.LogRecordSlice
	open     bool
}

// NewWriter writes into logs under the name of an instrumentation scope.
func NewWriter(logs plog.Logs, scope string) *Writer { return &Writer{logs: logs, scope: scope} }

// Next is a new record below a resource.
func (w *Writer) Next(resource pcommon.Map) plog.LogRecord {
	if !w.open || w.resource != resource && !w.resource.Equal(resource) {
		rl := w.logs.ResourceLogs().AppendEmpty()
		resource.CopyTo(rl.Resource().Attributes())
		sl := rl.ScopeLogs().AppendEmpty()
		sl.Scope().SetName(w.scope)
		w.records, w.open = sl.LogRecords(), true
	}
	w.resource = resource
	return w.records.AppendEmpty()
}
