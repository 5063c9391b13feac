package openaiagentsreceiver

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/translation"
)

func (r *tracesReceiver) countPost(ctx context.Context, status int) {
	r.telemetry.ReceiverOpenaiAgentsPosts.Add(ctx, 1, metric.WithAttributes(attribute.Int("status", status)))
}

func (r *tracesReceiver) countRejected(ctx context.Context, n int) {
	if n > 0 {
		r.telemetry.ReceiverOpenaiAgentsItems.Add(ctx, int64(n), metric.WithAttributes(
			attribute.String("outcome", "rejected"), attribute.String("type", "none")))
	}
}

func (r *tracesReceiver) countItems(ctx context.Context, post *translation.Translation, outcome string) {
	for typ, n := range post.Types {
		r.telemetry.ReceiverOpenaiAgentsItems.Add(ctx, int64(n), metric.WithAttributes(
			attribute.String("outcome", outcome), attribute.String("type", typ)))
	}
}

func (r *tracesReceiver) countForwarded(outcome string) {
	r.telemetry.ReceiverOpenaiAgentsForwardedPosts.Add(context.Background(), 1,
		metric.WithAttributes(attribute.String("outcome", outcome)))
}
