package sampler

import (
	"context"
	"slices"
	"sync"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/internal/wholetrace"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/batch"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/memory"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/rule"
)

// handOns is how many hand-ons are remembered, so that a repeated one counts once. A hand-on is repeated within seconds.
const handOns = 16384

// Settings is what a Sampler is made of.
type Settings struct {
	Judge Judge
	// Kept and Dropped are how many traces of each kind to remember.
	Kept, Dropped int
	// Head says that batches are no whole traces: what was decided on a trace before holds for all that comes of it.
	Head bool
	// Now is the clock.
	Now func() time.Time
}

// Sampler decides on batches. It may be used by many goroutines.
type Sampler struct {
	judge Judge
	head  bool
	now   func() time.Time

	// These stand for rules where none of the judge's decided.
	late, priority, parent int32

	// mu guards what follows.
	mu      sync.Mutex
	kept    *memory.Kept
	dropped *memory.Dropped
	handOns *memory.HandOns
	ledger  ledger
}

// New makes a Sampler.
func New(set Settings) *Sampler {
	names := slices.Concat(set.Judge.Names(), []string{rule.Late, rule.Priority, rule.Parent})
	last := int32(len(names) - 1)
	return &Sampler{
		judge:    set.Judge,
		head:     set.Head,
		now:      set.Now,
		late:     last - 2,
		priority: last - 1,
		parent:   last,
		kept:     memory.NewKept(set.Kept),
		dropped:  memory.NewDropped(set.Dropped),
		handOns:  memory.NewHandOns(handOns),
		ledger:   newLedger(names),
	}
}

// Decide appends to verdicts one for each trace of b. v is room to work in.
func (s *Sampler) Decide(ctx context.Context, b *batch.Batch, v *rule.View, mark wholetrace.Mark, verdicts []Verdict) []Verdict {
	now := s.now()
	again := s.repeated(mark)
	for i := range b.Traces {
		v.Look(ctx, b, &b.Traces[i])
		verdicts = append(verdicts, s.decide(ctx, v, mark, again, now))
	}
	return verdicts
}

// repeated says whether the hand-on was decided on before, in an attempt that failed somewhere downstream.
func (s *Sampler) repeated(mark wholetrace.Mark) bool {
	if mark.HandOn == 0 {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.handOns.Seen(mark.HandOn)
}

func (s *Sampler) decide(ctx context.Context, v *rule.View, mark wholetrace.Mark, again bool, now time.Time) Verdict {
	if s.head {
		if verdict, ok := s.asked(v); ok {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.ledger.count(verdict, v, 1)
			return verdict
		}
	}
	if again || s.head || mark.Kind == wholetrace.Late || mark.Kind == wholetrace.Part && mark.Part > 1 {
		if verdict, ok := s.recall(v.Trace.ID); ok {
			if !again {
				s.follow(v, verdict)
			}
			return verdict
		}
	}
	verdict := s.judge.Judge(ctx, v, now)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.remember(v.Trace.ID, verdict)
	if !again {
		s.ledger.count(verdict, v, 1)
	}
	return verdict
}

// recall returns what was decided on the trace before.
func (s *Sampler) recall(id pcommon.TraceID) (Verdict, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d, ok := s.kept.Get(id); ok {
		return Verdict{Keep: true, Rule: d.Rule, Threshold: d.Threshold, Weighed: d.Weighed}, true
	}
	if s.dropped.Has(id) {
		return Verdict{Rule: s.late}, true
	}
	return Verdict{}, false
}

func (s *Sampler) remember(id pcommon.TraceID, verdict Verdict) {
	if verdict.Keep {
		s.kept.Put(id, memory.Decision{Rule: verdict.Rule, Threshold: verdict.Threshold, Weighed: verdict.Weighed})
	} else {
		s.dropped.Put(id)
	}
}

// follow counts spans that follow their trace: they are of no new trace.
func (s *Sampler) follow(v *rule.View, verdict Verdict) {
	if verdict.Keep {
		s.judge.Charge(v, verdict.Rule)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ledger.count(verdict, v, 0)
}
