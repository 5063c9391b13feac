package elasticsearchexporter

import (
	"context"
	"fmt"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/configcompression"
	"go.opentelemetry.io/collector/config/confighttp"
	"go.opentelemetry.io/collector/config/configoptional"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/exporter/exporterhelper"
	"go.opentelemetry.io/collector/exporter/exporterhelper/xexporterhelper"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/batch"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/index"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/metadata"
)

// NewFactory returns the factory of the exporter elasticsearch.
func NewFactory() exporter.Factory {
	return exporter.NewFactory(metadata.Type, createDefaultConfig,
		exporter.WithTraces(createTraces, metadata.TracesStability),
		exporter.WithLogs(createLogs, metadata.LogsStability))
}

func createDefaultConfig() component.Config {
	client := confighttp.NewDefaultClientConfig()
	client.Timeout = 90 * time.Second
	client.MaxIdleConnsPerHost = 32 // two, Go's default, is fewer than the queue has consumers
	client.Compression = configcompression.TypeGzip
	client.CompressionParams.Level = 1 // what the server reads fastest, and half the size
	flush := FlushConfig{Bytes: 5_000_000, Interval: time.Second}

	queue := exporterhelper.NewDefaultQueueConfig()
	queue.Batch = configoptional.Some(exporterhelper.BatchConfig{
		FlushTimeout: flush.Interval, Sizer: exporterhelper.RequestSizerTypeItems, MinSize: 2000,
	})
	return &Config{
		ClientConfig: client,
		Schema:       schemaJaeger,
		TagsAsFields: TagsConfig{DotReplacement: "@"},
		Index: index.Config{
			Rotate: index.Daily, Shards: 1,
			Policy: configoptional.Default(index.PolicyConfig{Name: "baton", MaxAge: 24 * time.Hour, MaxGiB: 50}),
		},
		Flush:      flush,
		Retry:      RetryConfig{Enabled: true, InitialInterval: 200 * time.Millisecond, MaxInterval: 30 * time.Second},
		Queue:      configoptional.Some(queue),
		DeadLetter: configoptional.Default(DeadLetterConfig{MaxMiB: 100}),
	}
}

func createTraces(ctx context.Context, set exporter.Settings, cfg component.Config) (exporter.Traces, error) {
	e, err := newElasticsearch(cfg.(*Config), set)
	if err != nil {
		return nil, fmt.Errorf("cannot make the exporter: %w", err)
	}
	inner, err := xexporterhelper.NewTracesRequest(ctx, set, batch.Traces, e.pushTraces, e.options(batch.TracesQueue())...)
	if err != nil {
		return nil, fmt.Errorf("cannot make the exporter: %w", err)
	}
	return readTraces{inner}, nil
}

func createLogs(ctx context.Context, set exporter.Settings, cfg component.Config) (exporter.Logs, error) {
	e, err := newElasticsearch(cfg.(*Config), set)
	if err != nil {
		return nil, fmt.Errorf("cannot make the exporter: %w", err)
	}
	inner, err := xexporterhelper.NewLogsRequest(ctx, set, batch.Logs, e.pushLogs, e.options(batch.LogsQueue())...)
	if err != nil {
		return nil, fmt.Errorf("cannot make the exporter: %w", err)
	}
	return readLogs{inner}, nil
}
