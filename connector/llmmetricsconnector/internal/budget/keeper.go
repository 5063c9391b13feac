package budget

import (
	"context"
	"fmt"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/extension/xextension/storage"
	"go.opentelemetry.io/collector/pdata/pmetric"

	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/wholetrace"
)

// Keeper owns budgets: it counts, keeps their state where a storage extension is given, and holds the events that nobody
// took yet. It may be used concurrently.
type Keeper struct {
	now func() time.Time

	mu      sync.Mutex // guards what follows
	budgets *Budgets
	events  []Event

	saving sync.Mutex // one after the other
	client storage.Client
}

// NewKeeper keeps budgets; keys are those of the batches that will be counted.
func NewKeeper(configs []Config, keys []string, now func() time.Time) *Keeper {
	place := func(key string) int {
		for i, k := range keys {
			if k == key {
				return i
			}
		}
		return 0 // keys are made of what budgets ask for
	}
	return &Keeper{now: now, budgets: New(configs, place, now())}
}

// Open restores the state from a storage extension; none keeps no state.
func (k *Keeper) Open(ctx context.Context, host component.Host, id *component.ID, owner component.ID, name string) error {
	if id == nil {
		return nil
	}
	extension, ok := host.GetExtensions()[*id].(storage.Extension)
	if !ok {
		return fmt.Errorf("cannot open storage: %q is no storage extension of the service; list it under service::extensions", id)
	}
	client, err := extension.GetClient(ctx, component.KindConnector, owner, name)
	if err != nil {
		return fmt.Errorf("cannot open storage: %w", err)
	}
	k.client = client
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.budgets.Restore(ctx, client)
}

// Count counts the calls of a batch.
func (k *Keeper) Count(batch *agenttrace.Batch, kind wholetrace.Kind) {
	if len(k.budgets.rules) == 0 {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.events = append(k.events, k.budgets.Count(batch, kind, k.now())...)
}

// Take returns the events that nobody took yet.
func (k *Keeper) Take() []Event {
	k.mu.Lock()
	defer k.mu.Unlock()
	events := k.events
	k.events = nil
	return events
}

// Metrics returns how much of each budget is used.
func (k *Keeper) Metrics(scope string, delta bool) pmetric.Metrics {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.budgets.Metrics(scope, k.now(), delta)
}

// Slide moves the windows on.
func (k *Keeper) Slide() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.budgets.Slide(k.now())
}

// Save writes what has changed since it was written last.
func (k *Keeper) Save(ctx context.Context) error {
	k.saving.Lock()
	defer k.saving.Unlock()
	if k.client == nil {
		return nil
	}
	k.mu.Lock()
	ops, err := k.budgets.Unsaved()
	k.mu.Unlock()
	if err != nil || len(ops) == 0 {
		return err
	}
	if err := k.client.Batch(ctx, ops...); err != nil {
		return fmt.Errorf("cannot save budgets: %w", err)
	}
	return nil
}

// Close writes what is left and lets go of the storage.
func (k *Keeper) Close(ctx context.Context) error {
	if err := k.Save(ctx); err != nil {
		return err
	}
	k.saving.Lock()
	defer k.saving.Unlock()
	if k.client == nil {
		return nil
	}
	client := k.client
	k.client = nil
	return client.Close(ctx)
}
