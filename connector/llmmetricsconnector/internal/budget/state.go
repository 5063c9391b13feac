package budget

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"time"

	"go.opentelemetry.io/collector/extension/xextension/storage"
)

// pieces is how many the state is kept in, so that a second in which little changes writes little.
const pieces = 64

// Storage is where the state survives a restart: a client of a storage extension.
type Storage interface {
	Batch(ctx context.Context, ops ...*storage.Operation) error
}

// saved is one piece of the state.
type saved struct {
	Windows []savedWindow `json:"windows,omitempty"`
	Calls   []savedCall   `json:"calls,omitempty"`
}

type savedWindow struct {
	Budget  string             `json:"budget"`
	Per     time.Duration      `json:"per"`
	By      []string           `json:"by,omitempty"`
	Values  []string           `json:"values,omitempty"`
	Head    int64              `json:"head"`
	Slots   map[int]float64    `json:"slots"`
	Told    [len(Levels)]bool  `json:"told"`
	Crossed [len(Levels)]int64 `json:"crossed"`
	Last    int64              `json:"last"`
}

// savedCall is a call that may have to be corrected.
type savedCall struct {
	Key   spanKey     `json:"key"`
	At    time.Time   `json:"at"`
	Parts []savedPart `json:"parts"`
}

type savedPart struct {
	Budget string   `json:"budget"`
	Values []string `json:"values,omitempty"`
	Slot   int64    `json:"slot"`
	Amount float64  `json:"amount"`
}

func keyOf(piece int) string { return "budgets/" + strconv.Itoa(piece) }

// piece is where a window is kept. Windows that take what is too much are kept nowhere.
func (w *window) piece() int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(w.rule.name))
	for _, v := range w.values {
		_, _ = h.Write([]byte{0})
		_, _ = h.Write([]byte(v))
	}
	return int(h.Sum32() % pieces)
}

func (k spanKey) piece() int { return int(k.Trace[15]) % pieces }

// Unsaved returns what must be written to keep the state, and takes it as written. It is empty when nothing changed.
func (b *Budgets) Unsaved() ([]*storage.Operation, error) {
	dirty := b.ledger.takeUnsaved()
	for _, w := range b.windows() {
		if w.unsaved {
			dirty[w.piece()] = true
			w.unsaved = false
		}
	}
	var parts [pieces]saved
	for _, w := range b.windows() {
		if p := w.piece(); dirty[p] {
			parts[p].Windows = append(parts[p].Windows, save(w))
		}
	}
	for trace, spans := range b.ledger.traces {
		p := spanKey{Trace: trace}.piece()
		if !dirty[p] {
			continue
		}
		for _, span := range spans {
			key := spanKey{trace, span}
			if e := b.ledger.entries[key]; e != nil && !e.final {
				parts[p].Calls = append(parts[p].Calls, saveCall(key, e))
			}
		}
	}
	var ops []*storage.Operation
	for p := range parts {
		if !dirty[p] {
			continue
		}
		data, err := json.Marshal(parts[p])
		if err != nil {
			return nil, fmt.Errorf("cannot save budgets: %w", err)
		}
		ops = append(ops, storage.SetOperation(keyOf(p), data))
	}
	return ops, nil
}

// windows returns every window but those that take what is too much.
func (b *Budgets) windows() []*window {
	var list []*window
	for _, r := range b.rules {
		for _, w := range r.windows {
			list = append(list, w)
		}
	}
	return list
}

func save(w *window) savedWindow {
	s := savedWindow{
		Budget: w.rule.name, Per: w.rule.per, By: w.rule.by, Values: w.values, Head: w.Head,
		Slots: map[int]float64{}, Told: w.Told, Crossed: w.Crossed, Last: w.Last,
	}
	for i, x := range w.Slots {
		if x != 0 {
			s.Slots[i] = x
		}
	}
	return s
}

func saveCall(key spanKey, e *entry) savedCall {
	s := savedCall{Key: key, At: e.at}
	for _, p := range e.parts {
		if p.window.values != nil {
			s.Parts = append(s.Parts, savedPart{p.window.rule.name, p.window.values, p.slot, p.amount})
		}
	}
	return s
}

// Restore reads the state. Budgets that have another window or another by than they had begin anew.
func (b *Budgets) Restore(ctx context.Context, client Storage) error {
	ops := make([]*storage.Operation, pieces)
	for p := range ops {
		ops[p] = storage.GetOperation(keyOf(p))
	}
	if err := client.Batch(ctx, ops...); err != nil {
		return fmt.Errorf("cannot read budgets: %w", err)
	}
	var errs []error
	list := make([]saved, 0, pieces)
	for _, op := range ops {
		if len(op.Value) == 0 {
			continue
		}
		var s saved
		if err := json.Unmarshal(op.Value, &s); err != nil {
			errs = append(errs, fmt.Errorf("cannot read %s: %w", op.Key, err))
			continue
		}
		list = append(list, s)
		for i := range s.Windows {
			b.restore(&s.Windows[i])
		}
	}
	for _, s := range list {
		for i := range s.Calls {
			b.restoreCall(&s.Calls[i])
		}
	}
	return errors.Join(errs...)
}

func (b *Budgets) restore(s *savedWindow) {
	r := b.rule(s.Budget)
	if r == nil || r.per != s.Per || !slices.Equal(r.by, s.By) || len(s.Values) != len(r.by) {
		return
	}
	w := r.own(s.Values)
	w.Head, w.Told, w.Crossed, w.Last = s.Head, s.Told, s.Crossed, s.Last
	for i, x := range s.Slots {
		if i >= 0 && i < slots {
			w.Slots[i] = x
		}
	}
}

func (b *Budgets) restoreCall(s *savedCall) {
	e := b.ledger.of(s.Key, s.At)
	for _, p := range s.Parts {
		r := b.rule(p.Budget)
		if r == nil || len(p.Values) != len(r.by) {
			continue
		}
		if w, ok := r.windows[keyOfValues(nil, p.Values)]; ok {
			e.parts = append(e.parts, part{w, p.Slot, p.Amount})
		}
	}
	b.ledger.provisional(s.Key)
}

func (b *Budgets) rule(name string) *rule {
	for _, r := range b.rules {
		if r.name == name {
			return r
		}
	}
	return nil
}
