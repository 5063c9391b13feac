package batch

import (
	"context"

	"go.opentelemetry.io/collector/exporter/exporterhelper/xexporterhelper"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/xpdata/pref"
	pdatarequest "go.opentelemetry.io/collector/pdata/xpdata/request"
)

// signal is what a batch must know of its kind of data.
type signal[T any] struct {
	count     func(T) int
	size      func(T) int
	marshal   func(context.Context, T) ([]byte, error)
	unmarshal func([]byte) (context.Context, T, error)
	join      func([]T) T
}

// Traces makes a request of the traces of one call. It takes a reference and gives none back: a batch outlives the
// queue's own hold on its parts, and without the last reference they are left to the garbage collector.
func Traces(_ context.Context, td ptrace.Traces) (xexporterhelper.Request, error) {
	pref.RefTraces(td)
	return &Request[ptrace.Traces]{signal: &traces, parts: []ptrace.Traces{td}}, nil
}

// Logs makes a request of the logs of one call, as Traces does.
func Logs(_ context.Context, ld plog.Logs) (xexporterhelper.Request, error) {
	pref.RefLogs(ld)
	return &Request[plog.Logs]{signal: &logs, parts: []plog.Logs{ld}}, nil
}

// TracesQueue tells the queue how to store requests of traces.
func TracesQueue() xexporterhelper.QueueBatchSettings { return queue(&traces) }

// LogsQueue tells the queue how to store requests of logs.
func LogsQueue() xexporterhelper.QueueBatchSettings { return queue(&logs) }

var traces = signal[ptrace.Traces]{
	count:   ptrace.Traces.SpanCount,
	size:    (&ptrace.ProtoMarshaler{}).TracesSize,
	marshal: pdatarequest.MarshalTraces, unmarshal: pdatarequest.UnmarshalTraces,
	join: func(parts []ptrace.Traces) ptrace.Traces {
		all := ptrace.NewTraces()
		for _, part := range parts {
			for _, rs := range part.ResourceSpans().All() {
				rs.CopyTo(all.ResourceSpans().AppendEmpty())
			}
		}
		return all
	},
}

var logs = signal[plog.Logs]{
	count:   plog.Logs.LogRecordCount,
	size:    (&plog.ProtoMarshaler{}).LogsSize,
	marshal: pdatarequest.MarshalLogs, unmarshal: pdatarequest.UnmarshalLogs,
	join: func(parts []plog.Logs) plog.Logs {
		all := plog.NewLogs()
		for _, part := range parts {
			for _, rl := range part.ResourceLogs().All() {
				rl.CopyTo(all.ResourceLogs().AppendEmpty())
			}
		}
		return all
	},
}

func queue[T any](s *signal[T]) xexporterhelper.QueueBatchSettings {
	return xexporterhelper.QueueBatchSettings{
		Encoding: encoding[T]{s},
	}
}

// encoding stores requests in a persistent queue, in the Collector's own form.
type encoding[T any] struct{ *signal[T] }

func (e encoding[T]) Marshal(ctx context.Context, r xexporterhelper.Request) ([]byte, error) {
	parts := r.(*Request[T]).parts
	if len(parts) == 1 {
		return e.marshal(ctx, parts[0])
	}
	return e.marshal(ctx, e.join(parts))
}

func (e encoding[T]) Unmarshal(data []byte) (context.Context, xexporterhelper.Request, error) {
	ctx, part, err := e.unmarshal(data)
	return ctx, &Request[T]{signal: e.signal, parts: []T{part}}, err
}
