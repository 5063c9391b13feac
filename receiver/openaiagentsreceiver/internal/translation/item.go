package translation

import (
	"errors"
	"fmt"
	"time"

	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/wire"
)

// item is one element of a post. The SDK's Trace.export and Span.export write (0.24):
//
//	{"object": "trace", "id": "trace_<32 hex>", "workflow_name": "", "group_id": "", "metadata": {}}
//	{"object": "trace.span", "id": "span_<24 hex>", "trace_id": "", "parent_id": "", "started_at": "", "ended_at": "",
//	 "span_data": {"type": ""}, "error": {"message": "", "data": {}}, "metadata": {}}
type item struct {
	object, id, traceID, parentID string
	workflow, group               string
	started, ended                wire.Value
	data, fault, metadata         wire.Value
}

func readItem(element wire.Value) item {
	var it item
	for key, value := range element.Fields() {
		switch string(key) {
		case "object":
			it.object, _ = value.Text()
		case "id":
			it.id, _ = value.Text()
		case "trace_id":
			it.traceID, _ = value.Text()
		case "parent_id":
			it.parentID, _ = value.Text()
		case "workflow_name":
			it.workflow, _ = value.Text()
		case "group_id":
			it.group, _ = value.Text()
		case "started_at":
			it.started = value
		case "ended_at":
			it.ended = value
		case "span_data":
			it.data = value
		case "error":
			it.fault = value
		case "metadata":
			it.metadata = value
		}
	}
	return it
}

// check says what makes a span unusable, and gives its times. A span with one time only has no length.
func (it *item) check() (begin, stop time.Time, err error) {
	switch {
	case it.id == "":
		return begin, stop, errors.New(`a span has no "id"`)
	case it.traceID == "":
		return begin, stop, fmt.Errorf(`span %q has no "trace_id"`, short(it.id))
	case !it.data.IsObject():
		return begin, stop, fmt.Errorf(`span %q has no "span_data"`, short(it.id))
	}
	begin, err = readTime(it.started)
	if err == nil {
		stop, err = readTime(it.ended)
	}
	switch {
	case err != nil:
		return begin, stop, fmt.Errorf("span %q has a time that cannot be read: %w", short(it.id), err)
	case begin.IsZero() && stop.IsZero():
		return begin, stop, fmt.Errorf(`span %q has neither "started_at" nor "ended_at"`, short(it.id))
	case begin.IsZero():
		begin = stop
	case stop.Before(begin):
		stop = begin
	}
	return begin, stop, nil
}

// readTime reads ISO 8601 as Python's isoformat and JavaScript's toISOString write it; null is the zero time.
func readTime(v wire.Value) (time.Time, error) {
	if v.IsNull() {
		return time.Time{}, nil
	}
	text, ok := v.Text()
	if !ok {
		return time.Time{}, fmt.Errorf("%q is no text", short(v.JSON()))
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil { // a naive Python datetime has no zone; the SDK's clock is UTC
		at, err = time.Parse("2006-01-02T15:04:05.999999999", text)
	}
	switch {
	case err != nil:
		return time.Time{}, fmt.Errorf("%q is not as in 2026-01-02T15:04:05.678Z", short(text))
	case at.Before(earliest) || at.After(latest):
		return time.Time{}, fmt.Errorf("%q is not between 1970 and 2262", short(text))
	}
	return at, nil
}

// Nanoseconds since 1970 in 64 bits with a sign: what OTLP's backends can hold.
var (
	earliest = time.Unix(0, 1)
	latest   = time.Unix(0, 1<<63-1)
)
