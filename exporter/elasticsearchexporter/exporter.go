package elasticsearchexporter

import (
	"context"
	"encoding/base64"
	"net/http"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/configcompression"
	"go.opentelemetry.io/collector/config/configretry"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/exporter/exporterhelper"
	"go.opentelemetry.io/collector/exporter/exporterhelper/xexporterhelper"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/cluster"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/deadletter"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/index"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/jaegerdoc"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/metadata"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/schema"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/store"
)

// elasticsearch is one exporter of traces or of logs, behind the Collector's queue and retry.
type elasticsearch struct {
	config    *Config
	set       component.TelemetrySettings
	telemetry *metadata.TelemetryBuilder

	// Made by start:
	client  *http.Client
	letters *deadletter.File
	store   *store.Store
}

func newElasticsearch(config *Config, set exporter.Settings) (*elasticsearch, error) {
	telemetry, err := metadata.NewTelemetryBuilder(set.TelemetrySettings)
	if err != nil {
		return nil, err
	}
	return &elasticsearch{config: config, set: set.TelemetrySettings, telemetry: telemetry}, nil
}

// start opens what needs no server, and begins to look for the server.
func (e *elasticsearch) start(ctx context.Context, host component.Host) error {
	var err error
	client := e.config.ClientConfig
	client.Compression = "" // the cluster compresses by itself
	if e.client, err = client.ToClient(ctx, host.GetExtensions(), e.set); err != nil {
		return err
	}
	nodes, err := e.config.nodes()
	if err != nil {
		return err
	}
	if e.config.DeadLetter.HasValue() {
		d := e.config.DeadLetter.Get()
		if e.letters, err = deadletter.Open(d.Path, d.MaxMiB<<20); err != nil {
			return err
		}
	}
	e.store = store.New(store.Settings{
		Cluster: cluster.New(cluster.Settings{
			Client: e.client, Header: e.config.header(), Gzip: e.config.gzip(), Endpoints: nodes, Now: time.Now,
			FirstPause: e.config.Retry.InitialInterval, LongestPause: e.config.Retry.MaxInterval,
		}),
		Schema:   e.config.schema(),
		Tenants:  index.Tenants{Attribute: e.config.Index.Tenant.FromAttribute, Default: e.config.Index.Tenant.Default},
		Pipeline: e.config.Pipeline, Bytes: e.config.Flush.Bytes, Timeout: e.config.Timeout, Aliases: e.config.Index.Rotate != index.Daily,
		Letters: e.letters, Telemetry: e.telemetry, Logger: e.set.Logger, Now: time.Now,
	})
	e.store.Start()
	return nil
}

// shutdown stops what start began. The queue was shut down before, so nobody sends any more.
func (e *elasticsearch) shutdown(context.Context) error {
	defer e.telemetry.Shutdown()
	if e.store == nil {
		return nil
	}
	e.store.Shutdown()
	e.client.CloseIdleConnections()
	if e.letters == nil {
		return nil
	}
	return e.letters.Close()
}

// pushTraces and pushLogs are called by the queue's consumers, several at a time.
func (e *elasticsearch) pushTraces(ctx context.Context, r xexporterhelper.Request) error {
	return e.store.Traces(ctx, r)
}

func (e *elasticsearch) pushLogs(ctx context.Context, r xexporterhelper.Request) error {
	return e.store.Logs(ctx, r)
}

// options put the Collector's queue and retry around the exporter. The HTTP client has a time-out of its own.
func (e *elasticsearch) options(queue xexporterhelper.QueueBatchSettings) []exporterhelper.Option {
	retry := configretry.NewDefaultBackOffConfig()
	retry.Enabled = e.config.Retry.Enabled
	retry.InitialInterval = e.config.Retry.InitialInterval
	retry.MaxInterval = e.config.Retry.MaxInterval
	retry.MaxElapsedTime = e.config.Retry.MaxElapsedTime
	return []exporterhelper.Option{
		exporterhelper.WithStart(e.start),
		exporterhelper.WithShutdown(e.shutdown),
		exporterhelper.WithTimeout(exporterhelper.TimeoutConfig{}),
		exporterhelper.WithRetry(retry),
		xexporterhelper.WithQueueBatch(e.config.Queue, queue),
	}
}

// header is how the exporter logs in, unless an extension does.
func (c *Config) header() http.Header {
	h := http.Header{"User-Agent": {"otelcol-baton"}}
	switch {
	case c.User != "":
		h.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(c.User+":"+string(c.Password))))
	case c.APIKey != "":
		h.Set("Authorization", "ApiKey "+string(c.APIKey))
	}
	return h
}

// gzip is the level of compression; 0 for none.
func (c *Config) gzip() int {
	if c.Compression != configcompression.TypeGzip {
		return 0
	}
	return int(c.CompressionParams.Level)
}

func (c *Config) schema() store.Schema {
	if c.Schema == schemaFlat {
		return schema.NewFlat(c.Index, c.AgentsAsServices, time.Now)
	}
	fields := jaegerdoc.NewFields(c.TagsAsFields.All, c.TagsAsFields.Include, c.TagsAsFields.DotReplacement)
	return schema.NewJaeger(c.Index, fields, c.AgentsAsServices, time.Now)
}

// readTraces and readLogs say that batches are put together without changing the data: see internal/batch. The
// Collector's queue takes the contrary for granted, and every branch of a fan-out would be copied for it.
type readTraces struct{ exporter.Traces }

func (readTraces) Capabilities() consumer.Capabilities { return consumer.Capabilities{} }

type readLogs struct{ exporter.Logs }

func (readLogs) Capabilities() consumer.Capabilities { return consumer.Capabilities{} }
