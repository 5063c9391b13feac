package sampler

import (
	"encoding/binary"
	"iter"

	"go.opentelemetry.io/collector/pdata/pcommon"

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
	sums.Bytes += measure(verdict.Keep, sums.Traces, v)
	sums.Tokens += int64(v.Trace.Totals.Tokens)
	sums.USD += v.Trace.Totals.Cost
	l.failures += int64(v.Failures)
	v.Failures = 0
}

const (
	// exactly is how many dropped traces of a rule are measured one by one.
	exactly = 10_000
	// oneIn is which of the dropped traces after those is measured, to stand for all.
	oneIn = 16
)

// measure returns the bytes to count. To measure a trace takes longer than to decide on it, so that when a rule has
// dropped many, one in sixteen stands for all: over 10000 more traces that is right within a few percent. What rules or
// budgets ask for, and what is kept, is always measured.
func measure(kept bool, traces int64, v *rule.View) int64 {
	if kept || traces <= exactly || v.Measured() {
		return int64(v.Bytes())
	}
	if !drawn(v.Trace.ID) {
		return 0
	}
	return oneIn * int64(v.Bytes())
}

// drawn picks one in sixteen ids. All bytes are mixed: programs that make ids of less than 16 random bytes, or count them
// up, are measured as well as others, and what is picked has nothing to do with what is kept.
func drawn(id pcommon.TraceID) bool {
	h := binary.BigEndian.Uint64(id[:8])*0x9e3779b97f4a7c15 + binary.BigEndian.Uint64(id[8:])
	h = (h ^ h>>32) * 0xd6e8feb86659fd93
	h = (h ^ h>>32) * 0xd6e8feb86659fd93
	return h>>32%oneIn == 0
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
