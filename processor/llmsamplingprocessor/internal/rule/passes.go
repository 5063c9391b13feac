package rule

import (
	"slices"
	"strings"

	"go.opentelemetry.io/collector/pdata/ptrace"
)

// passes are looks at parts of a trace, in the order of what they take.
type passes uint8

const (
	onRoot passes = 1 << iota
	onResources
	onSpans
	end
)

// stateTest sets a bit of the view when a span's trace state has an entry.
type stateTest struct {
	bit   int
	entry *TraceState
}

// found returns the check of a new bit, which the given passes may set.
func (p *Plan) found(where passes) (bit int, holds check) {
	bit = p.bits
	p.bits++
	return bit, func(v *View) bool { return v.has(p, bit, where) }
}

// has says whether a pass has found what it looks for. A pass is made when it is first asked for, for all that any rule
// asks of it.
func (v *View) has(p *Plan, bit int, where passes) bool {
	if v.done == 0 {
		v.bits = append(v.bits[:0], make([]uint64, (p.bits+63)/64)...)
	}
	for pass := onRoot; pass < end; pass <<= 1 {
		if where&pass == 0 {
			continue
		}
		if v.done&pass == 0 {
			v.done |= pass
			v.look(p, pass)
		}
		if v.get(bit) {
			return true
		}
	}
	return false
}

func (v *View) look(p *Plan, pass passes) {
	switch pass {
	case onRoot:
		root := v.Trace.Root(v.Batch)
		p.roots.run(root.Attributes(), root.Span, v)
	case onResources:
		v.lookAtResources(p)
	default:
		v.lookAtSpans(p)
	}
}

func (v *View) lookAtResources(p *Plan) {
	resource := int32(-1)
	for s := range v.Trace.All(v.Batch) {
		if s.Resource != resource {
			resource = s.Resource
			p.resources.run(v.Batch.ResourceSpans(s).Resource().Attributes(), ptrace.Span{}, v)
		}
	}
}

func (v *View) lookAtSpans(p *Plan) {
	state := ""
	for s := range v.Trace.All(v.Batch) {
		p.spans.run(s.Attributes(), s.Span, v)
		if len(p.states) == 0 {
			continue
		}
		// The spans of a trace mostly carry the same state.
		if raw := s.TraceState().AsRaw(); raw != state {
			state = raw
			v.lookAtState(p, raw)
		}
	}
}

func (v *View) lookAtState(p *Plan, raw string) {
	for raw != "" {
		var member string
		member, raw, _ = strings.Cut(raw, ",")
		key, value, ok := strings.Cut(strings.TrimSpace(member), "=")
		if !ok {
			continue
		}
		for _, t := range p.states {
			if t.entry.Key == key && slices.Contains(t.entry.In, value) {
				v.set(t.bit)
			}
		}
	}
}
