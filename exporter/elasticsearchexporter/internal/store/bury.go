package store

import (
	"context"

	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.uber.org/zap"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/batch"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/deadletter"
)

// buryTraces puts each rejected span, with its resource and scope, into the dead-letter file.
func (s *Store) buryTraces(ctx context.Context, r *batch.Request[ptrace.Traces], dead []rejection) {
	var n tally
	_ = r.Each(func(td ptrace.Traces, item uint32) error {
		for _, rs := range td.ResourceSpans().All() {
			for _, ss := range rs.ScopeSpans().All() {
				for i := range ss.Spans().Len() {
					if len(dead) > 0 && dead[0].item == item {
						n.buried(s.letter(dead[0], func(f *deadletter.File, why deadletter.Reason) error {
							return f.WriteSpans(oneSpan(rs, ss, ss.Spans().At(i)), why)
						}))
						dead = dead[1:]
					}
					item++
				}
			}
		}
		return nil
	})
	n.report(ctx, s.set.Telemetry)
}

// buryLogs puts each rejected record, with its resource and scope, into the dead-letter file.
func (s *Store) buryLogs(ctx context.Context, r *batch.Request[plog.Logs], dead []rejection) {
	var n tally
	_ = r.Each(func(ld plog.Logs, item uint32) error {
		for _, rl := range ld.ResourceLogs().All() {
			for _, sl := range rl.ScopeLogs().All() {
				for i := range sl.LogRecords().Len() {
					if len(dead) > 0 && dead[0].item == item {
						n.buried(s.letter(dead[0], func(f *deadletter.File, why deadletter.Reason) error {
							return f.WriteLogs(oneRecord(rl, sl, sl.LogRecords().At(i)), why)
						}))
						dead = dead[1:]
					}
					item++
				}
			}
		}
		return nil
	})
	n.report(ctx, s.set.Telemetry)
}

// letter writes one dead letter and says whether it is kept.
func (s *Store) letter(r rejection, write func(*deadletter.File, deadletter.Reason) error) bool {
	kept := false
	var err error
	if s.set.Letters != nil {
		err = write(s.set.Letters, deadletter.Reason{Time: s.set.Now().UTC(), Index: r.index, Status: r.status, Reason: r.reason})
		kept = err == nil
	}
	// One line a while: what is rejected is rejected by the thousand.
	s.setup.loudly("dead", func() {
		s.set.Logger.Error("The server will never take a document.",
			zap.Bool("in_dead_letter_file", kept), zap.String("index", r.index), zap.Int("status", r.status),
			zap.String("reason", r.reason), zap.Error(err))
	})
	return kept
}

func oneSpan(rs ptrace.ResourceSpans, ss ptrace.ScopeSpans, span ptrace.Span) ptrace.Traces {
	td := ptrace.NewTraces()
	toRS := td.ResourceSpans().AppendEmpty()
	rs.Resource().CopyTo(toRS.Resource())
	toRS.SetSchemaUrl(rs.SchemaUrl())
	toSS := toRS.ScopeSpans().AppendEmpty()
	ss.Scope().CopyTo(toSS.Scope())
	toSS.SetSchemaUrl(ss.SchemaUrl())
	span.CopyTo(toSS.Spans().AppendEmpty())
	return td
}

func oneRecord(rl plog.ResourceLogs, sl plog.ScopeLogs, record plog.LogRecord) plog.Logs {
	ld := plog.NewLogs()
	toRL := ld.ResourceLogs().AppendEmpty()
	rl.Resource().CopyTo(toRL.Resource())
	toRL.SetSchemaUrl(rl.SchemaUrl())
	toSL := toRL.ScopeLogs().AppendEmpty()
	sl.Scope().CopyTo(toSL.Scope())
	toSL.SetSchemaUrl(sl.SchemaUrl())
	record.CopyTo(toSL.LogRecords().AppendEmpty())
	return ld
}
