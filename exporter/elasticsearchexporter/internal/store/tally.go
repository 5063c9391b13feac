package store

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/bulk"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/metadata"
)

// tally counts documents by what became of them.
type tally struct {
	stored, exists, retried, dead, dropped, rolled int64
}

func (n *tally) done(o bulk.Outcome) {
	if o == bulk.Exists {
		n.exists++
	} else {
		n.stored++
	}
}

func (n *tally) buried(kept bool) {
	if kept {
		n.dead++
	} else {
		n.dropped++
	}
}

func (n *tally) report(ctx context.Context, to *metadata.TelemetryBuilder) {
	for _, c := range []struct {
		outcome string
		n       int64
	}{
		{"stored", n.stored}, {"exists", n.exists}, {"retried", n.retried}, {"dead_letter", n.dead}, {"dropped", n.dropped},
	} {
		if c.n > 0 {
			to.ExporterElasticsearchDocuments.Add(ctx, c.n, metric.WithAttributes(attribute.String("outcome", c.outcome)))
		}
	}
	if n.rolled > 0 {
		to.ExporterElasticsearchRolloverRetries.Add(ctx, n.rolled)
	}
}

func (s *Store) countRequest(ctx context.Context, result string, size int) {
	with := metric.WithAttributes(attribute.String("result", result))
	s.set.Telemetry.ExporterElasticsearchRequests.Add(ctx, 1, with)
	s.set.Telemetry.ExporterElasticsearchRequestSize.Add(ctx, int64(size), with)
}
