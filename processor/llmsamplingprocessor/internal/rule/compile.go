package rule

import (
	"go.opentelemetry.io/collector/component"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/batch"
)

const serviceName = "service.name"

// compile returns the checks that must all hold. Those that need no look at the spans come first.
func (p *Plan) compile(w *When, set component.TelemetrySettings) ([]check, error) {
	checks := append(statusChecks(w), p.numberChecks(w)...)
	checks = append(checks, p.wordChecks(w)...)
	if w.Attribute != nil {
		checks = append(checks, p.attribute(w.Attribute))
	}
	if w.Handoff != nil {
		checks = append(checks, p.probe(onSpans, probe{kind: isEdge, handoff: w.Handoff}, genai.TransitionTo))
	}
	if w.TraceState != nil {
		bit, holds := p.found(onSpans)
		p.states = append(p.states, stateTest{bit: bit, entry: w.TraceState})
		checks = append(checks, holds)
	}
	nested, err := p.nestedChecks(w, set)
	if err != nil {
		return nil, err
	}
	checks = append(checks, nested...)
	for _, text := range w.OTTL {
		c, err := newCondition(text, set)
		if err != nil {
			return nil, err
		}
		p.conditions = append(p.conditions, c)
		at := len(p.conditions) - 1
		checks = append(checks, func(v *View) bool { return v.condition(p, at) })
	}
	return checks, nil
}

func statusChecks(w *When) []check {
	var checks []check
	if len(w.Status) > 0 {
		var failed, ok, unset bool
		for _, word := range w.Status {
			failed = failed || word == "error"
			ok = ok || word == "ok"
			unset = unset || word == "unset"
		}
		checks = append(checks, func(v *View) bool {
			return failed && v.Trace.Failed || ok && v.Trace.Ok || unset && v.Trace.Unset
		})
	}
	if w.TraceFlags != "" {
		want := w.TraceFlags == flagSampled
		checks = append(checks, func(v *View) bool { return v.Trace.Sampled == want })
	}
	if w.Loop != nil {
		want := *w.Loop
		checks = append(checks, func(v *View) bool { return v.Trace.Totals.Loop == want })
	}
	return checks
}

func (p *Plan) numberChecks(w *When) []check {
	var checks []check
	for _, number := range []struct {
		within *Range
		of     func(*batch.Trace) float64
	}{
		{w.CostUSD, func(t *batch.Trace) float64 { return t.Totals.Cost }},
		{w.Tokens, func(t *batch.Trace) float64 { return t.Totals.Tokens }},
		{w.Calls, func(t *batch.Trace) float64 { return t.Totals.Calls }},
		{w.Transitions, func(t *batch.Trace) float64 { return t.Totals.Transitions }},
		{w.Spans, func(t *batch.Trace) float64 { return float64(t.Count) }},
	} {
		if number.within != nil {
			lo, hi := number.within.ends()
			checks = append(checks, func(v *View) bool { n := number.of(v.Trace); return lo <= n && n <= hi })
		}
	}
	if w.Duration != nil {
		lo, hi := w.Duration.ends()
		checks = append(checks, func(v *View) bool { d := v.Trace.Duration(); return lo <= d && d <= hi })
	}
	if w.Bytes != nil {
		lo, hi := w.Bytes.ends()
		checks = append(checks, func(v *View) bool { n := float64(v.Bytes()); return lo <= n && n <= hi })
	}
	return checks
}

func (p *Plan) wordChecks(w *When) []check {
	var checks []check
	for _, word := range []struct {
		in   []string
		keys []string
	}{
		{w.Model, []string{genai.ResponseModel, genai.RequestModel}},
		{w.Provider, []string{genai.ProviderName}},
		{w.Tool, []string{genai.ToolName}},
		{w.Conversation, []string{genai.ConversationID, genai.RunID}},
		{w.Dialect, []string{genai.Dialect}},
		{w.ErrorType, []string{genai.ErrorType}},
	} {
		if len(word.in) > 0 {
			checks = append(checks, p.probe(onSpans, wordProbe(word.in), word.keys...))
		}
	}
	if len(w.Service) > 0 {
		checks = append(checks, p.probe(onResources, wordProbe(w.Service), serviceName))
	}
	if len(w.Agent) > 0 {
		checks = append(checks, p.agent(w.Agent))
	}
	return checks
}

// agent looks into the root's list of agents, which may spare the look at every span.
func (p *Plan) agent(names []string) check {
	bit, holds := p.found(onRoot | onSpans)
	added := wordProbe(names)
	added.bit = bit
	p.roots.add(genai.TraceAgents, added, &p.memos)
	p.spans.add(genai.AgentName, added, &p.memos)
	return holds
}

func (p *Plan) attribute(a *Attribute) check {
	where := map[string]passes{"": onSpans, scopeAnySpan: onSpans, scopeRoot: onRoot, scopeResource: onResources}[a.Scope]
	found := p.probe(where, a.probe(), a.Key)
	if a.Exists != nil && !*a.Exists {
		return func(v *View) bool { return !found(v) }
	}
	return found
}

// probe adds a probe on any of some keys to a pass, and returns the check of its bit.
func (p *Plan) probe(where passes, added probe, keys ...string) check {
	bit, holds := p.found(where)
	added.bit = bit
	for _, key := range keys {
		map[passes]*probes{onRoot: &p.roots, onResources: &p.resources, onSpans: &p.spans}[where].add(key, added, &p.memos)
	}
	return holds
}

func (p *Plan) nestedChecks(w *When, set component.TelemetrySettings) ([]check, error) {
	var checks []check
	if w.Not != nil {
		inner, err := p.compile(w.Not, set)
		if err != nil {
			return nil, err
		}
		checks = append(checks, func(v *View) bool { return !all(inner, v) })
	}
	var anyOf [][]check
	for i := range w.Any {
		inner, err := p.compile(&w.Any[i], set)
		if err != nil {
			return nil, err
		}
		anyOf = append(anyOf, inner)
	}
	if len(anyOf) > 0 {
		checks = append(checks, func(v *View) bool {
			for _, inner := range anyOf {
				if all(inner, v) {
					return true
				}
			}
			return false
		})
	}
	for i := range w.All {
		inner, err := p.compile(&w.All[i], set)
		if err != nil {
			return nil, err
		}
		checks = append(checks, inner...)
	}
	return checks, nil
}
