package budget

import (
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/wholetrace"
)

// Budgets watches a list of budgets. It is not safe for concurrent use.
type Budgets struct {
	rules  []*rule
	ledger *ledger
	since  time.Time
}

// Event says that a budget has reached a level.
type Event struct {
	Budget string
	// Keys and Values are the budget's by and what they are here.
	Keys, Values []string
	Level        int // in per cent
	Spent, Limit float64
	Dollars      bool
	Per          time.Duration
	// Provisional says that what the span costs may still be corrected.
	Provisional bool
	Trace       pcommon.TraceID
	Span        pcommon.SpanID
	At          time.Time
}

// New watches budgets; place says where an attribute stands among the keys of the batches that will be counted.
func New(configs []Config, place func(string) int, now time.Time) *Budgets {
	b := &Budgets{ledger: newLedger(), since: now}
	for i := range configs {
		b.rules = append(b.rules, newRule(&configs[i], place))
	}
	return b
}

// Keys are the attributes that budgets ask for.
func Keys(configs []Config) []string {
	var keys []string
	for _, c := range configs {
		for key := range c.Match {
			keys = append(keys, key)
		}
		keys = append(keys, c.By...)
	}
	return keys
}

// Count counts the calls of a batch and returns the levels that they reached. kind "" is spans that come at once and on
// their own: what they cost is provisional.
func (b *Budgets) Count(batch *agenttrace.Batch, kind wholetrace.Kind, now time.Time) []Event {
	if len(b.rules) == 0 {
		return nil
	}
	var events []Event
	for i := range batch.Spans {
		v := &batch.Spans[i]
		if v.Role == genai.RoleCall {
			events = b.call(events, batch, i, v, kind, now)
		}
	}
	if kind != "" {
		b.settle(batch)
	}
	return events
}

// call counts one call, in the place of what it was counted with before.
func (b *Budgets) call(events []Event, batch *agenttrace.Batch, i int, v *agenttrace.View, kind wholetrace.Kind, now time.Time) []Event {
	key := spanKey{batch.Groups[v.Group].ID, v.In.SpanID()}
	e := b.ledger.of(key, now)
	if e.final || kind == "" && len(e.parts) > 0 {
		return events // its whole trace was faster, or it came twice
	}
	e.undo()
	values := batch.Values(i)
	for _, r := range b.rules {
		amount := r.amount(v)
		if amount == 0 || !r.matches(values) {
			continue
		}
		w := r.window(values)
		w.slide(r.slot(now))
		at := r.slot(e.at) // when it was first seen, also when it is corrected later
		w.add(at, amount)
		e.parts = append(e.parts, part{w, at, amount})
		if level := w.crossed(); level >= 0 {
			events = append(events, Event{
				Budget: r.name, Keys: r.by, Values: w.values, Level: Levels[level],
				Spent: w.spent(), Limit: r.limit, Dollars: r.dollars, Per: r.per,
				Provisional: kind == "", Trace: key.Trace, Span: key.Span, At: now,
			})
		}
	}
	e.final = kind != ""
	if !e.final && len(e.parts) > 0 {
		b.ledger.provisional(key)
	}
	return events
}

// settle takes back what was counted of the traces of a batch for spans that turned out to be no calls: roll-ups and
// second witnesses. Only the spans that are in the batch are judged; those that are not may come late.
func (b *Budgets) settle(batch *agenttrace.Batch) {
	for i := range batch.Spans {
		v := &batch.Spans[i]
		if v.Role == genai.RoleCall || v.Role == genai.RoleNone {
			continue
		}
		key := spanKey{batch.Groups[v.Group].ID, v.In.SpanID()}
		if e, ok := b.ledger.entries[key]; ok && !e.final {
			e.undo()
			e.final = true
		}
	}
	for i := range batch.Groups {
		trace := batch.Groups[i].ID
		for _, span := range b.ledger.takeProvisional(trace) {
			if e := b.ledger.entries[spanKey{trace, span}]; e != nil && !e.final {
				b.ledger.provisional(spanKey{trace, span})
			}
		}
	}
}

// Slide moves every window on, and forgets those that have been empty for long.
func (b *Budgets) Slide(now time.Time) {
	for _, r := range b.rules {
		slot := r.slot(now)
		for key, w := range r.windows {
			w.slide(slot)
			w.rearm()
			if w.over() {
				delete(r.windows, key)
			}
		}
	}
}
