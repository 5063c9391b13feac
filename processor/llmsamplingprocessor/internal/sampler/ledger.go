package sampler

import (
	"iter"

	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/rule"
)

// Sums is what was kept, or dropped, by one rule.
type Sums struct {
	Traces, Spans, Bytes, Tokens int64
	USD                          float64
}

// ledger counts by rule and by what was decided.
type ledger struct {
	names    []string
	kept     []Sums
	dropped  []Sums
	failures int64
}

func newLedger(names []string) ledger {
	return ledger{names: names, kept: make([]Sums, len(names)), dropped: make([]Sums, len(names))}
}

func (l *ledger) count(verdict Verdict, v *rule.View, traces int64) {
	sums := &l.dropped[verdict.Rule]
	if verdict.Keep {
		sums = &l.kept[verdict.Rule]
	}
	sums.Traces += traces
	sums.Spans += int64(v.Trace.Count)
	sums.Bytes += int64(v.Bytes())
	sums.Tokens += int64(v.Trace.Totals.Tokens)
	sums.USD += v.Trace.Totals.Cost
	l.failures += int64(v.Failures)
	v.Failures = 0
}

// Line is what the ledger holds of one rule and one decision.
type Line struct {
	Rule string
	Kept bool
	Sums Sums
}

// Ledger goes through what was counted so far.
func (s *Sampler) Ledger() iter.Seq[Line] {
	return func(yield func(Line) bool) {
		for i, name := range s.ledger.names {
			s.mu.Lock()
			kept, dropped := s.ledger.kept[i], s.ledger.dropped[i]
			s.mu.Unlock()
			if !yield(Line{Rule: name, Kept: true, Sums: kept}) || !yield(Line{Rule: name, Sums: dropped}) {
				return
			}
		}
	}
}

// Failures is how many OTTL conditions could not be evaluated.
func (s *Sampler) Failures() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ledger.failures
}

// Name is the name of the rule of a verdict.
func (s *Sampler) Name(verdict Verdict) string {
	return s.ledger.names[verdict.Rule]
}
