package ingest

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/translation"
)

func (h *Handler) countPost(ctx context.Context, status int) {
	h.Telemetry.ReceiverOpenaiAgentsPosts.Add(ctx, 1, metric.WithAttributes(attribute.Int("status", status)))
}

func (h *Handler) countRejected(ctx context.Context, n int) {
	if n > 0 {
		h.Telemetry.ReceiverOpenaiAgentsItems.Add(ctx, int64(n), metric.WithAttributes(
			attribute.String("outcome", "rejected"), attribute.String("type", "none")))
	}
}

func (h *Handler) countItems(ctx context.Context, post *translation.Translation, outcome string) {
	for typ, n := range post.Types {
		h.Telemetry.ReceiverOpenaiAgentsItems.Add(ctx, int64(n), metric.WithAttributes(
			attribute.String("outcome", outcome), attribute.String("type", typ)))
	}
}

func (h *Handler) CountForwarded(outcome string) {
	h.Telemetry.ReceiverOpenaiAgentsForwardedPosts.Add(context.Background(), 1,
		metric.WithAttributes(attribute.String("outcome", outcome)))
}
