package message

import (
	"fmt"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/said"
)

// Writer changes spans so that what was said is logs, or gone. It may be used from several goroutines.
type Writer struct {
	places *said.Places
	limit  int
	drop   bool
}

// NewLogs returns a writer of logs whose fields have at most limit characters; zero is no limit.
func NewLogs(limit int) *Writer { return &Writer{places: said.NewPlaces(), limit: limit} }

// NewDrop returns a writer that takes off what was said.
func NewDrop() *Writer { return &Writer{places: said.NewPlaces(), drop: true} }

// Concerns says whether WriteAll would change any span.
func (w *Writer) Concerns(td ptrace.Traces) bool {
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				if w.concerns(span) {
					return true
				}
			}
		}
	}
	return false
}

func (w *Writer) concerns(span ptrace.Span) bool {
	if w.anySaid(span.Attributes()) {
		return true
	}
	for _, event := range span.Events().All() {
		if said.Event(event.Name()) || w.anySaid(event.Attributes()) {
			return true
		}
	}
	for _, link := range span.Links().All() {
		if w.anySaid(link.Attributes()) {
			return true
		}
	}
	return false
}

func (w *Writer) anySaid(attrs pcommon.Map) bool {
	for key := range attrs.All() {
		if w.isSaid(key) {
			return true
		}
	}
	return false
}

func (w *Writer) isSaid(key string) bool {
	kind := w.places.Of(key)
	return kind == said.Said || kind == said.Params
}

// WriteAll changes every span of the traces, which must be the caller's own.
func (w *Writer) WriteAll(td ptrace.Traces) {
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				w.write(span)
			}
		}
	}
}

func (w *Writer) write(span ptrace.Span) {
	if w.drop {
		w.remove(span)
		return
	}
	for _, event := range span.Events().All() {
		w.shortenEvent(event)
	}
	told := w.tell(span, genai.SystemInstructions, parseInstructions, span.StartTimestamp())
	told = w.tell(span, genai.InputMessages, parse, span.StartTimestamp()) || told
	told = w.tell(span, genai.OutputMessages, parse, span.EndTimestamp()) || told
	if told {
		w.removeTold(span)
	}
	w.shorten(span.Attributes())
	span.Events().Sort(func(a, b ptrace.SpanEvent) bool { return a.Timestamp() < b.Timestamp() })
}

// tell writes the messages of an attribute as logs.
func (w *Writer) tell(span ptrace.Span, key string, read func(string) ([]message, bool), at pcommon.Timestamp) bool {
	value, ok := span.Attributes().Get(key)
	if !ok {
		return false
	}
	list, ok := read(value.AsString())
	if !ok {
		return false
	}
	if more := len(list) - mostLogs; more > 0 {
		event := span.Events().AppendEmpty()
		event.SetName(logName + "…")
		event.SetTimestamp(at)
		event.Attributes().PutStr("text", fmt.Sprintf("… (%d messages before these)", more))
		list = list[more:]
	}
	for _, m := range list {
		event := span.Events().AppendEmpty()
		event.SetName(logName + shorten(m.Role, mostRole))
		event.SetTimestamp(at)
		for _, f := range m.fields() {
			event.Attributes().PutStr(f.key, shorten(f.value, w.limit))
		}
	}
	return true
}

// logName begins the names of our logs; the role follows.
const logName = "message: "

// mostLogs is how many messages of one attribute become logs, the last of them: more than a page shows, and few enough for
// the span to fit a message to Jaeger, of whatever many and empty messages a sender makes it.
const mostLogs = 1000

// mostRole is how many characters of a role are kept in a name. Roles are words; a sender may write anything.
const mostRole = 64

// removeTold takes off what the logs tell: the messages, and the same under the names and in the events that they were
// derived from. What a tool was asked and has answered, and which tools there are, the logs of a call do not tell whole.
func (w *Writer) removeTold(span ptrace.Span) {
	span.Attributes().RemoveIf(func(key string, _ pcommon.Value) bool {
		return w.places.Of(key) == said.Said && !kept[key]
	})
	span.Events().RemoveIf(func(e ptrace.SpanEvent) bool { return said.Event(e.Name()) })
}

var kept = map[string]bool{genai.ToolDefinitions: true, genai.ToolCallArguments: true, genai.ToolCallResult: true}

// shorten cuts what is left of content.
func (w *Writer) shorten(attrs pcommon.Map) {
	for key, value := range attrs.All() {
		if value.Type() == pcommon.ValueTypeStr && w.isSaid(key) {
			if short := shorten(value.Str(), w.limit); short != value.Str() {
				value.SetStr(short)
			}
		}
	}
}

func (w *Writer) shortenEvent(event ptrace.SpanEvent) {
	if !said.Event(event.Name()) {
		w.shorten(event.Attributes())
		return
	}
	for _, value := range event.Attributes().All() {
		if value.Type() == pcommon.ValueTypeStr {
			value.SetStr(shorten(value.Str(), w.limit))
		}
	}
}

// remove takes off what was said, wherever a dialect puts it.
func (w *Writer) remove(span ptrace.Span) {
	gone := func(key string, _ pcommon.Value) bool { return w.isSaid(key) }
	span.Attributes().RemoveIf(gone)
	span.Events().RemoveIf(func(e ptrace.SpanEvent) bool { return said.Event(e.Name()) })
	for _, event := range span.Events().All() {
		event.Attributes().RemoveIf(gone)
	}
	for _, link := range span.Links().All() {
		link.Attributes().RemoveIf(gone)
	}
}
