package main

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// recordings are where the traffic comes from, below the module's root.
const recordings = "testdata/traces/*.otlp.jsonl"

// template is a recorded trace: its spans in the order in which they ended, as an exporter would send them.
type template struct {
	spans []moment
}

// moment is one span of a recording, with where it stood.
type moment struct {
	resource ptrace.ResourceSpans
	scope    ptrace.ScopeSpans
	span     ptrace.Span
}

// load reads the recordings and takes them apart into traces.
func load() ([]template, error) {
	files, err := filepath.Glob(recordings)
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("cannot find %s: run bench from the module's root", recordings)
	}
	byID := map[pcommon.TraceID]int{}
	var list []template
	for _, file := range files {
		err := lines(file, func(td ptrace.Traces) {
			for _, rs := range td.ResourceSpans().All() {
				for _, ss := range rs.ScopeSpans().All() {
					for _, span := range ss.Spans().All() {
						i, ok := byID[span.TraceID()]
						if !ok {
							i = len(list)
							byID[span.TraceID()] = i
							list = append(list, template{})
						}
						list[i].spans = append(list[i].spans, moment{rs, ss, span})
					}
				}
			}
		})
		if err != nil {
			return nil, err
		}
	}
	for _, t := range list {
		slices.SortStableFunc(t.spans, func(a, b moment) int { return cmp.Compare(a.span.EndTimestamp(), b.span.EndTimestamp()) })
	}
	return list, nil
}

func lines(file string, f func(ptrace.Traces)) error {
	r, err := os.Open(file)
	if err != nil {
		return err
	}
	defer r.Close()
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 64<<20)
	var decoder ptrace.JSONUnmarshaler
	for sc.Scan() {
		td, err := decoder.UnmarshalTraces(sc.Bytes())
		if err != nil {
			return err
		}
		f(td)
	}
	return sc.Err()
}

// traffic plays recorded traces, many at a time, each with ids of its own.
type traffic struct {
	rnd       *rand.Rand
	templates []template
	most      int  // spans to a trace at most; zero for all
	own       bool // every trace has long texts of its own
	running   []*playing
	traces    int
}

// playing is one trace that is being played.
type playing struct {
	spans []moment
	next  int
	trace pcommon.TraceID
	salt  uint64
	own   bool
}

// newTraffic plays together so many traces at a time.
func newTraffic(templates []template, together int, seed uint64) *traffic {
	t := &traffic{rnd: rand.New(rand.NewPCG(seed, 1)), templates: templates}
	for range together {
		t.running = append(t.running, t.begin())
	}
	return t
}

func (t *traffic) begin() *playing {
	t.traces++
	spans := t.templates[t.rnd.IntN(len(t.templates))].spans
	if t.most > 0 && len(spans) > t.most {
		spans = spans[len(spans)-t.most:]
	}
	r := &playing{spans: spans, salt: t.rnd.Uint64(), own: t.own}
	binary.LittleEndian.PutUint64(r.trace[:8], t.rnd.Uint64())
	binary.LittleEndian.PutUint64(r.trace[8:], t.rnd.Uint64())
	return r
}

// batch returns the next n spans: a few of each of some traces, as a gateway gets them. ended are the traces whose last
// span is among them.
func (t *traffic) batch(n int) (td ptrace.Traces, ended []pcommon.TraceID) {
	td = ptrace.NewTraces()
	for n > 0 {
		i := t.rnd.IntN(len(t.running))
		r := t.running[i]
		some := min(n, 1+t.rnd.IntN(8), len(r.spans)-r.next)
		r.play(td, some)
		n -= some
		if r.next == len(r.spans) {
			ended = append(ended, r.trace)
			t.running[i] = t.begin()
		}
	}
	return received(td), ended
}

// received is a batch as a receiver passes it on: decoded from the wire, its strings its own.
func received(td ptrace.Traces) ptrace.Traces {
	var encoder ptrace.ProtoMarshaler
	var decoder ptrace.ProtoUnmarshaler
	wire, err := encoder.MarshalTraces(td)
	if err == nil {
		td, err = decoder.UnmarshalTraces(wire)
	}
	if err != nil {
		panic(err) // it was encoded a moment ago
	}
	return td
}

// whole returns a whole trace.
func (t *traffic) whole() (ptrace.Traces, pcommon.TraceID) {
	r := t.begin()
	td := ptrace.NewTraces()
	r.play(td, len(r.spans))
	return received(td), r.trace
}

// play adds the run's next spans to td, with the resource and the scope of the first of those that have the same.
func (r *playing) play(td ptrace.Traces, n int) {
	var last moment
	var to ptrace.SpanSlice
	for _, s := range r.spans[r.next : r.next+n] {
		if s.scope != last.scope {
			rs := td.ResourceSpans().AppendEmpty()
			s.resource.Resource().CopyTo(rs.Resource())
			ss := rs.ScopeSpans().AppendEmpty()
			s.scope.Scope().CopyTo(ss.Scope())
			to = ss.Spans()
		}
		last = s
		span := to.AppendEmpty()
		s.span.CopyTo(span)
		span.SetTraceID(r.trace)
		span.SetSpanID(r.salted(s.span.SpanID()))
		span.SetParentSpanID(r.salted(s.span.ParentSpanID()))
		if r.own {
			shuffle(span, r.salt)
		}
	}
	r.next += n
}

func (r *playing) salted(id pcommon.SpanID) pcommon.SpanID {
	if id.IsEmpty() {
		return id
	}
	binary.LittleEndian.PutUint64(id[:], binary.LittleEndian.Uint64(id[:])^r.salt)
	return id
}
