package tempoexporter

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/durationpb"

	"github.com/otelcol-baton/baton/internal/otlpclient/otlptest"
)

// fakeTempo answers as Tempo does: its codes and texts (modules/distributor, modules/overrides), its RetryInfo, and what
// Tempo 3.0.3 was seen to do with a trace that is too large and with a missing tenant.
type fakeTempo struct {
	*otlptest.Backend

	// What a tenant may do; zero is as much as it wants.
	maxTrace  int  // bytes
	maxTraces int  // live traces
	refuses   bool // a trace that is too large refuses its push, as Tempo 2 with ingesters did; else it is discarded with a 200
	anyTenant bool // no multitenancy

	mu      sync.Mutex                         // guards what follows
	limited map[string]time.Time               // tenant to when its rate is within the limit again
	live    map[string]map[pcommon.TraceID]int // tenant to the traces that were stored, with their sizes
	stored  map[string][]ptrace.Span
	asked   map[string]int
}

const retryDelay = 300 * time.Millisecond

func startTempo(tb testing.TB, f *fakeTempo) *fakeTempo {
	tb.Helper()
	f.limited = map[string]time.Time{}
	f.live = map[string]map[pcommon.TraceID]int{}
	f.stored = map[string][]ptrace.Span{}
	f.asked = map[string]int{}
	f.Backend = otlptest.Start(tb, f.push)
	return f
}

func (f *fakeTempo) push(m otlptest.Message) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked[m.Tenant]++
	if m.Tenant == "" && !f.anyTenant {
		return status.Error(codes.Unavailable, "no org id")
	}
	if time.Now().Before(f.limited[m.Tenant]) {
		return rateLimited(m)
	}
	traces := byTrace(m.Traces)
	fresh := 0
	for id, t := range traces {
		_, live := f.live[m.Tenant][id]
		switch {
		case id.IsEmpty():
			return status.Error(codes.InvalidArgument, "trace ids must be 128 bit")
		case f.refuses && f.maxTrace > 0 && f.live[m.Tenant][id]+t.bytes > f.maxTrace:
			return status.Errorf(codes.FailedPrecondition, "TRACE_TOO_LARGE: max size of trace (%d) exceeded while adding %d bytes to trace %s for tenant %s", f.maxTrace, t.bytes, id, m.Tenant)
		case f.maxTraces > 0 && !live && len(f.live[m.Tenant])+fresh >= f.maxTraces:
			return status.Errorf(codes.FailedPrecondition, "LIVE_TRACES_EXCEEDED: max live traces exceeded for tenant %s: per-user traces limit (local: %d global: 0 actual local: %d) exceeded", m.Tenant, f.maxTraces, f.maxTraces)
		case !live:
			fresh++
		}
	}
	for id, t := range traces {
		if f.live[m.Tenant] == nil {
			f.live[m.Tenant] = map[pcommon.TraceID]int{}
		}
		if f.maxTrace > 0 && f.live[m.Tenant][id]+t.bytes > f.maxTrace {
			continue // discarded without a word
		}
		f.live[m.Tenant][id] += t.bytes
		f.stored[m.Tenant] = append(f.stored[m.Tenant], t.spans...)
	}
	return nil
}

func rateLimited(m otlptest.Message) error {
	s := status.New(codes.ResourceExhausted, fmt.Sprintf("RATE_LIMITED: ingestion rate limit (local: 15000000 bytes, global: 0 bytes) exceeded while adding %d bytes for user %s. Consider increasing the limit or reducing ingestion rate.", m.Bytes, m.Tenant))
	s, err := s.WithDetails(&errdetails.RetryInfo{RetryDelay: durationpb.New(retryDelay)})
	if err != nil {
		return err
	}
	return s.Err()
}

// limit holds a tenant back for a while.
func (f *fakeTempo) limit(tenant string, d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.limited[tenant] = time.Now().Add(d)
}

// spans returns what is stored of a tenant.
func (f *fakeTempo) spans(tenant string) []ptrace.Span {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]ptrace.Span(nil), f.stored[tenant]...)
}

func (f *fakeTempo) askedOf(tenant string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.asked[tenant]
}

type traceOf struct {
	bytes int
	spans []ptrace.Span
}

// byTrace takes a push apart as the distributor does: each scope of a trace under a resource of its own.
func byTrace(td ptrace.Traces) map[pcommon.TraceID]*traceOf {
	parts := map[pcommon.TraceID]ptrace.Traces{}
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			scopes := map[pcommon.TraceID]ptrace.ScopeSpans{}
			for _, span := range ss.Spans().All() {
				id := span.TraceID()
				if _, ok := parts[id]; !ok {
					parts[id] = ptrace.NewTraces()
				}
				to, ok := scopes[id]
				if !ok {
					part := parts[id].ResourceSpans().AppendEmpty()
					rs.Resource().CopyTo(part.Resource())
					to = part.ScopeSpans().AppendEmpty()
					ss.Scope().CopyTo(to.Scope())
					scopes[id] = to
				}
				span.CopyTo(to.Spans().AppendEmpty())
			}
		}
	}
	all := map[pcommon.TraceID]*traceOf{}
	for id, part := range parts {
		t := &traceOf{bytes: (&ptrace.ProtoMarshaler{}).TracesSize(part)}
		for _, rs := range part.ResourceSpans().All() {
			for _, ss := range rs.ScopeSpans().All() {
				for _, span := range ss.Spans().All() {
					t.spans = append(t.spans, span)
				}
			}
		}
		all[id] = t
	}
	return all
}
