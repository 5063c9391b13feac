package dialect

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
)

// meaning is what the span is: by the winner's kinds, the winner's names, its events, the kinds of whoever else is on
// the span in the order of detection, and last by the names of the conventions.
func (r *Reader) meaning(winner int, span ptrace.Span, s *seen) Meaning {
	d := r.dialects[winner]
	name := span.Name()
	for i := range d.NameKinds {
		if d.NameKinds[i].Over && matches(d.NameKinds[i].Name, name) {
			return d.NameKinds[i].Meaning
		}
	}
	kind, from := Meaning{}, -1
	if len(s.kinds) > 0 {
		kind, from = r.byKind(winner, s)
	}
	if from == winner {
		return kind
	}
	if m, ok := d.byName(name); ok {
		return m
	}
	if m, ok := r.byEvent(winner, span); ok {
		return m
	}
	if from >= 0 {
		kind.Replace = false
		return kind
	}
	m, _ := semconv.byName(name)
	return m
}

func (d *Dialect) byName(name string) (Meaning, bool) {
	for i := range d.NameKinds {
		if matches(d.NameKinds[i].Name, name) {
			return d.NameKinds[i].Meaning, true
		}
	}
	return Meaning{}, false
}

// byKind asks the kind rows, the winner's first and in their order; from is the dialect whose row knew, -1 for none.
func (r *Reader) byKind(winner int, s *seen) (found Meaning, from int) {
	from = -1
	best := int(^uint(0) >> 1)
	for i := range s.kinds {
		kinds := s.kinds[i].entry.kinds
		for k := range kinds {
			ref := &kinds[k]
			place := (ref.dialect+1)*ranksEach + ref.order
			switch {
			case ref.dialect == winner:
				place = ref.order
			case !ref.open && s.signs&(1<<ref.dialect) == 0:
				continue
			}
			if place >= best {
				continue
			}
			if m, ok := ref.lookup(s.kinds[i].value); ok {
				found, from, best = m, ref.dialect, place
			}
		}
	}
	return found, from
}

// byEvent asks the rows that know a span by its events.
func (r *Reader) byEvent(winner int, span ptrace.Span) (Meaning, bool) {
	if r.events&(1<<winner) == 0 {
		return Meaning{}, false
	}
	for _, event := range span.Events().All() {
		name := strings.ToLower(event.Name())
		for _, ref := range r.byEvents[name] {
			if ref.dialect == winner {
				return ref.values[name], true
			}
		}
	}
	return Meaning{}, false
}

// longestKind is more than any kind's name has.
const longestKind = 96

func (k *kindRef) lookup(v pcommon.Value) (Meaning, bool) {
	if v.Type() != pcommon.ValueTypeStr {
		return Meaning{}, false
	}
	s := v.Str()
	if m, ok := k.values[s]; ok {
		return m, true
	}
	if s == "" || len(s) > longestKind {
		return Meaning{}, false
	}
	s = strings.Trim(s, `"`) // MLflow writes JSON strings
	if m, ok := k.values[s]; ok {
		return m, true
	}
	s = strings.ToLower(s)
	if m, ok := k.values[s]; ok {
		return m, true
	}
	for i := range k.endings {
		if strings.HasSuffix(s, k.endings[i].suffix) {
			return k.endings[i].Meaning, true
		}
	}
	return Meaning{}, false
}

// infer finds the role of a span that no kind and no name tells, from what it carries: dialects.md §2, rows 25 and 26.
// It returns the role.
func (f *Facts) infer(kind ptrace.SpanKind) genai.Role {
	if f.Meaning.Role != genai.RoleNone && !f.Meaning.Weak {
		return f.Meaning.Role
	}
	model := f.Has(RequestModel) || f.Has(ResponseModel)
	switch {
	case model && f.tellsUsage(), model && f.Meaning.Role == "" && kind == ptrace.SpanKindClient:
		f.Meaning.Role = genai.RoleCall
		f.Meaning.Operation = ""
		if !f.Has(Operation) {
			f.Meaning.Operation = genai.OpChat
		}
	case f.Meaning.Role == "" && f.Has(ToolName) && !model:
		f.Meaning.Role = genai.RoleTool
		f.Meaning.Operation = genai.OpExecuteTool
	}
	return f.Meaning.Role
}

// tellsUsage says whether anything tells how many tokens went in or out.
func (f *Facts) tellsUsage() bool {
	return f.Has(InputTokens) || f.Has(OutputTokens) || f.Has(NoCacheTokens) || f.Has(TotalTokens)
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
			f.tell(x, rankName)
			return
		}
	}
}
