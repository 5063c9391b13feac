package rule

import (
	"context"

	"github.com/otelcol-baton/baton/internal/wiresize"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/batch"
)

// View is a trace as the rules look at it. What needs a look at every span is found out once, when first asked for. It
// is reused: Look, then ask. It is not safe for use by several goroutines at once.
type View struct {
	Batch *batch.Batch
	Trace *batch.Trace
	// Failures counts the OTTL conditions that could not be evaluated on a span.
	Failures int

	ctx   context.Context
	bits  []uint64
	done  passes
	memos []*memo
	ottl  []answer
	bytes int
	words []string
	key   []byte
}

// answer is what is known of a condition.
type answer uint8

const (
	unknown answer = iota
	holds
	fails
)

// Look turns the view to another trace.
func (v *View) Look(ctx context.Context, b *batch.Batch, t *batch.Trace) {
	v.ctx, v.Batch, v.Trace = ctx, b, t
	v.done = 0
	v.bytes = -1
	clear(v.ottl)
}

// Release lets go of the trace.
func (v *View) Release() {
	v.ctx, v.Batch, v.Trace = nil, nil, nil
	clear(v.words)
}

// Bytes is the size of the trace's spans as OTLP protobuf. What they share, resource and scope, is left out.
func (v *View) Bytes() int {
	if v.bytes < 0 {
		v.bytes = v.size()
	}
	return v.bytes
}

// Measured says that Bytes is known already.
func (v *View) Measured() bool {
	return v.bytes >= 0
}

func (v *View) size() int {
	total := 0
	for s := range v.Trace.All(v.Batch) {
		total += wiresize.Span(s.Span)
	}
	return total
}

func (v *View) get(bit int) bool {
	return v.bits[bit/64]&(1<<(bit%64)) != 0
}

func (v *View) set(bit int) {
	v.bits[bit/64] |= 1 << (bit % 64)
}

// condition evaluates an OTTL condition, once for each trace.
func (v *View) condition(p *Plan, at int) bool {
	if len(v.ottl) < len(p.conditions) {
		v.ottl = make([]answer, len(p.conditions))
	}
	if v.ottl[at] == unknown {
		held, failed := p.conditions[at].holds(v.ctx, v.Batch, v.Trace)
		v.ottl[at] = fails
		if held {
			v.ottl[at] = holds
		}
		if failed {
			v.Failures++
		}
	}
	return v.ottl[at] == holds
}
