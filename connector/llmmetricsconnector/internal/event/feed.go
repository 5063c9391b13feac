// Package event sends log records of what people should hear of: budgets that are used up and runs that are out of the
// ordinary.
package event

import (
	"context"
	"sync"
	"time"

	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/otelcol-baton/baton/connector/llmmetricsconnector/internal/anomaly"
	"github.com/otelcol-baton/baton/connector/llmmetricsconnector/internal/budget"
)

// maxWaiting bounds the batches of records that wait for the next component to take them.
const maxWaiting = 64

// Feed sends events as log records. What is refused is sent again the next time. It may be used concurrently.
type Feed struct {
	Next  consumer.Logs
	Scope string
	// Refused is told of every batch that was refused, and whether it is kept.
	Refused func(err error, kept bool)

	mu      sync.Mutex // guards waiting, and keeps the order
	waiting []plog.Logs
}

// Send sends what waits and these events.
func (f *Feed) Send(ctx context.Context, budgets []budget.Event, anomalies []anomaly.Event, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(budgets)+len(anomalies) > 0 {
		f.waiting = append(f.waiting, f.records(budgets, anomalies, now))
	}
	list := f.waiting
	f.waiting = nil
	for _, logs := range list {
		err := f.Next.ConsumeLogs(ctx, logs)
		if err == nil {
			continue
		}
		kept := len(f.waiting) < maxWaiting
		if kept {
			f.waiting = append(f.waiting, logs)
		}
		f.Refused(err, kept)
	}
}

func (f *Feed) records(budgets []budget.Event, anomalies []anomaly.Event, now time.Time) plog.Logs {
	logs := plog.NewLogs()
	sl := logs.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty()
	sl.Scope().SetName(f.Scope)
	for i := range budgets {
		budgets[i].Write(sl.LogRecords().AppendEmpty())
	}
	for i := range anomalies {
		anomalies[i].Write(sl.LogRecords().AppendEmpty(), now)
	}
	return logs
}
