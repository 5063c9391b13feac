package dialect

import (
	"math/bits"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
)

// Scope is what surrounds a span.
type Scope struct {
	Name, Version string
	Resource      pcommon.Map
}

// hit is one attribute that some dialect knows.
type hit struct {
	entry *entry
	key   string
	value pcommon.Value
}

// Scratch is memory that Read reuses; one for each goroutine.
type Scratch struct{ hits []hit }

// Read fills facts from a span. It never changes the span, and never panics, whatever the attributes hold.
func (r *Reader) Read(scope Scope, span ptrace.Span, facts *Facts, scratch *Scratch) {
	facts.Reset()
	hits, signs := r.scan(span, scratch)
	winner := r.winner(scope, span, signs)
	if winner < 0 {
		return
	}
	facts.Dialect = r.dialects[winner]
	facts.Meaning = r.meaning(winner, span, hits)
	for i := range hits {
		r.take(winner, &hits[i], span, facts)
	}
	r.takeDocuments(winner, hits, span, facts)
	facts.fromName(scope, span)
	facts.Command = isCommand(span, facts.Text(ErrorType))
}

// scan finds the attributes that mean anything, and the dialects that they are a sign of.
func (r *Reader) scan(span ptrace.Span, scratch *Scratch) ([]hit, uint64) {
	hits := scratch.hits[:0]
	var signs uint64
	for k, v := range span.Attributes().All() {
		e := r.keys[k]
		if e == nil {
			for _, p := range r.spaces[namespace(k)] {
				if strings.HasPrefix(k, p.prefix) {
					signs |= 1 << p.dialect
				}
			}
			continue
		}
		signs |= e.signs
		for _, s := range e.values {
			if v.Type() == pcommon.ValueTypeStr && v.Str() == s.value {
				signs |= 1 << s.dialect
			}
		}
		if len(r.spaces) > 0 && e.signs == 0 {
			for _, p := range r.spaces[namespace(k)] {
				if strings.HasPrefix(k, p.prefix) {
					signs |= 1 << p.dialect
				}
			}
		}
		hits = append(hits, hit{e, k, v})
	}
	scratch.hits = hits
	return hits, signs
}

// winner is the dialect of the span, -1 for none: a dialect that already stands on the span, then the scope's, then the
// first in the order of detection that an attribute, the span's name or the resource is a sign of.
func (r *Reader) winner(scope Scope, span ptrace.Span, signs uint64) int {
	if v, ok := span.Attributes().Get(genai.Dialect); ok {
		if i := r.find(v.AsString()); i >= 0 {
			return i
		}
	}
	if d := r.byScope(scope.Name); d != nil {
		return r.find(d.Name)
	}
	best := -1
	if signs != 0 {
		best = bits.TrailingZeros64(signs)
	}
	for i, d := range r.dialects {
		if best >= 0 && i >= best {
			break
		}
		if matchesAny(d.Names, span.Name()) || (signs != 0 && r.byResource(d, scope.Resource)) {
			return i
		}
	}
	return best
}

func (r *Reader) byResource(d *Dialect, resource pcommon.Map) bool {
	for _, kv := range d.ResourceValues {
		if v, ok := resource.Get(kv.Key); ok && v.AsString() == kv.Value {
			return true
		}
	}
	return false
}

func (r *Reader) find(name string) int {
	for i, d := range r.dialects {
		if d.Name == name {
			return i
		}
	}
	return -1
}

// meaning is what the span is: by the winner's kinds, the winner's names, the operation, then anybody's kinds.
func (r *Reader) meaning(winner int, span ptrace.Span, hits []hit) Meaning {
	if m, ok := r.byKind(winner, hits); ok {
		return m
	}
	d := r.dialects[winner]
	for _, row := range d.NameKinds {
		if matches(row.Name, span.Name()) {
			return row.Meaning
		}
	}
	if m, ok := r.byEvent(winner, span); ok {
		return m
	}
	for i := range r.dialects {
		if i == winner {
			continue
		}
		if m, ok := r.byKind(i, hits); ok {
			m.Replace = false
			return m
		}
	}
	return Meaning{}
}

// byKind asks the kind rows of one dialect, in their order.
func (r *Reader) byKind(dialect int, hits []hit) (Meaning, bool) {
	var found Meaning
	order := -1
	for i := range hits {
		for _, ref := range hits[i].entry.kinds {
			if ref.dialect != dialect || (order >= 0 && ref.order >= order) {
				continue
			}
			if m, ok := lookup(ref.row.Values, hits[i].value); ok {
				found, order = m, ref.order
			}
		}
	}
	return found, order >= 0
}

// byEvent asks the rows that know a span by its events.
func (r *Reader) byEvent(winner int, span ptrace.Span) (Meaning, bool) {
	if len(r.events) == 0 {
		return Meaning{}, false
	}
	for _, event := range span.Events().All() {
		name := strings.ToLower(event.Name())
		for _, ref := range r.events[name] {
			if ref.dialect == winner {
				return ref.row.Values[name], true
			}
		}
	}
	return Meaning{}, false
}

func lookup(values map[string]Meaning, v pcommon.Value) (Meaning, bool) {
	if v.Type() != pcommon.ValueTypeStr {
		return Meaning{}, false
	}
	s := v.Str()
	if m, ok := values[s]; ok {
		return m, true
	}
	if len(s) > 64 {
		return Meaning{}, false
	}
	s = strings.Trim(strings.ToLower(s), `"`) // MLflow writes JSON strings
	m, ok := values[s]
	return m, ok
}

// take fills the fields that one attribute tells, where it ranks before what is there.
func (r *Reader) take(winner int, h *hit, span ptrace.Span, facts *Facts) {
	for _, ref := range h.entry.attrs {
		row := ref.row
		if row.Only != "" && row.Only != facts.Meaning.Role {
			continue
		}
		rank := uint8(min(rankOthers+ref.order, 254))
		switch {
		case ref.canonical:
			rank = rankCanonical
		case ref.dialect == winner:
			rank = uint8(min(rankWinner+ref.order, rankOthers-1))
		}
		if facts.rank[row.Field] != 0 && facts.rank[row.Field] <= rank {
			continue
		}
		if facts.set(row, h.value, span) {
			facts.rank[row.Field] = rank
			facts.recast[row.Field] = ref.canonical && !row.Field.fits(h.value)
		}
	}
}

// fromName takes an agent's or a tool's name from the span's name where no attribute tells it.
func (f *Facts) fromName(scope Scope, span ptrace.Span) {
	switch f.Meaning.Role {
	case genai.RoleAgent:
		if !f.Has(AgentName) {
			f.named(AgentName, f.Dialect.AgentNames, scope, span.Name())
		}
	case genai.RoleTool, genai.RoleHandoff:
		if !f.Has(ToolName) {
			f.named(ToolName, f.Dialect.ToolNames, scope, span.Name())
		}
	}
}

func (f *Facts) named(x Field, rows []Trim, scope Scope, name string) {
	for _, row := range rows {
		if row.Scope != "" && !matches(row.Scope, scope.Name) {
			continue
		}
		rest, ok := strings.CutPrefix(name, row.Prefix)
		if !ok {
			continue
		}
		if rest, ok = strings.CutSuffix(rest, row.Suffix); ok && rest != "" {
			f.text[x] = rest
			f.rank[x] = rankName
			return
		}
	}
}

// Class says whether an attribute tells usage or cost, which leave every span but calls.
func (r *Reader) Class(key string) (isUsage, isCost bool) {
	if strings.HasPrefix(key, genai.UsagePrefix) {
		return true, key == genai.UsageCost
	}
	e := r.keys[key]
	if e == nil {
		return false, false
	}
	return e.class == usage, e.class == cost
}

// NameIsExplicit says whether an attribute, not the span's name, tells the agent.
func (f *Facts) NameIsExplicit() bool { return f.Has(AgentName) && f.rank[AgentName] < rankName }

// fits says whether a value has the type that the GenAI attribute of a field has.
func (f Field) fits(v pcommon.Value) bool {
	switch {
	case f == FinishReason:
		return v.Type() == pcommon.ValueTypeSlice
	case f == ToolArguments || f == ToolResult:
		return true // the conventions allow structured values
	case f.isText():
		return v.Type() == pcommon.ValueTypeStr
	case f.isWhole():
		return v.Type() == pcommon.ValueTypeInt
	case f.isNumber():
		return v.Type() == pcommon.ValueTypeDouble || v.Type() == pcommon.ValueTypeInt
	default:
		return v.Type() == pcommon.ValueTypeBool
	}
}
