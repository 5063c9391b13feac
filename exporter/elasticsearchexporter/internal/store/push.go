package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"go.opentelemetry.io/collector/exporter/exporterhelper/xexporterhelper"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/batch"
)

// Traces stores a batch of traces. Its error, if any, is *batch.Left.
func (s *Store) Traces(ctx context.Context, request xexporterhelper.Request) error {
	r, ok := request.(*batch.Request[ptrace.Traces])
	if !ok {
		return fmt.Errorf("cannot store a %T", request)
	}
	if err := s.setup.ready(ctx); err != nil {
		return err
	}
	w := s.spans.Get().(SpanWriter)
	defer s.spans.Put(w)
	return push(ctx, s, r, func(run *run, want func(uint32) bool) {
		w.Reset(run.plain)
		_ = r.Each(func(td ptrace.Traces, item uint32) error {
			s.writeTraces(ctx, run, w, td, item, want)
			return nil
		})
	}, s.buryTraces)
}

func (s *Store) writeTraces(ctx context.Context, run *run, w SpanWriter, td ptrace.Traces, item uint32, want func(uint32) bool) {
	for _, rs := range td.ResourceSpans().All() {
		w.Resource(rs.Resource(), s.tenant(ctx, rs.Resource()))
		for _, ss := range rs.ScopeSpans().All() {
			w.Scope(ss.Scope())
			spans := ss.Spans()
			for i := range spans.Len() {
				if want(item) {
					w.Span(&run.body, spans.At(i), item)
					run.room(ctx)
				}
				item++
			}
		}
	}
}

// Logs stores a batch of logs. Its error, if any, is *batch.Left.
func (s *Store) Logs(ctx context.Context, request xexporterhelper.Request) error {
	r, ok := request.(*batch.Request[plog.Logs])
	if !ok {
		return fmt.Errorf("cannot store a %T", request)
	}
	if err := s.setup.ready(ctx); err != nil {
		return err
	}
	w := s.records.Get().(RecordWriter)
	defer s.records.Put(w)
	return push(ctx, s, r, func(run *run, want func(uint32) bool) {
		_ = r.Each(func(ld plog.Logs, item uint32) error {
			w.Reset(run.plain) // with each part: equal records are told apart by their order in it
			s.writeLogs(ctx, run, w, ld, item, want)
			return nil
		})
	}, s.buryLogs)
}

func (s *Store) writeLogs(ctx context.Context, run *run, w RecordWriter, ld plog.Logs, item uint32, want func(uint32) bool) {
	for _, rl := range ld.ResourceLogs().All() {
		w.Resource(rl.Resource(), s.tenant(ctx, rl.Resource()))
		for _, sl := range rl.ScopeLogs().All() {
			w.Scope(sl.Scope())
			records := sl.LogRecords()
			for i := range records.Len() {
				w.Record(&run.body, records.At(i), item, want(item))
				run.room(ctx)
				item++
			}
		}
	}
}

// push makes one attempt at a batch: all that is wanted, then, without the fields at fault and at last in a plainer form,
// what was rejected.
func push[T any](
	ctx context.Context, s *Store, r *batch.Request[T],
	write func(run *run, want func(uint32) bool),
	bury func(ctx context.Context, r *batch.Request[T], dead []rejection),
) error {
	run := s.run()
	defer s.rest(run)
	run.begin(r.History(), r.ItemsCount())
	write(run, r.Wanted())
	run.flush(ctx)
	run.mend(ctx)

	if len(run.rejected) > 0 {
		again := make([]uint32, 0, len(run.rejected))
		for _, d := range run.rejected {
			again = append(again, d.item)
		}
		run.plain = true
		slices.Sort(again)
		write(run, batch.Wanted(again))
		run.flush(ctx)
		run.mend(ctx)
	}
	slices.Sort(run.left)
	run.left = slices.Compact(run.left)
	if len(run.dead) > 0 {
		slices.SortFunc(run.dead, func(a, b rejection) int { return cmp.Compare(a.item, b.item) })
		bury(ctx, r, run.dead)
		dead := func(item uint32) bool {
			return slices.ContainsFunc(run.dead, func(d rejection) bool { return d.item == item })
		}
		run.left = slices.DeleteFunc(run.left, dead)
	}
	return run.err()
}
