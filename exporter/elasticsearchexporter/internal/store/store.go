// Package store brings batches to the server: it writes them into request bodies, sends these, and sees to each
// document by what became of it. What is stored is done; what the server cannot take for now is left for another
// attempt; what it will never take is written once more in a plainer form, and then goes to the dead-letter file.
package store

import (
	"context"
	"sync"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.uber.org/zap"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/bulk"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/cluster"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/deadletter"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/index"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/metadata"
)

// Schema is a form of documents and the indices they live in.
type Schema interface {
	// Prepare makes the server ready for the documents: templates, policies. It is called once, before all else.
	Prepare(ctx context.Context, c *cluster.Cluster, server cluster.Server) error
	// Create makes an index that is missing, for servers that do not.
	Create(ctx context.Context, c *cluster.Cluster, name string) error
	// Maintain is called now and then: roll-over and retention, where the server does not see to them.
	Maintain(ctx context.Context, c *cluster.Cluster) error
	// NewSpans and NewRecords return writers, each for one goroutine.
	NewSpans() SpanWriter
	NewRecords() RecordWriter
	// Without returns a document with a field moved where it is kept and not indexed, or false when that cannot be.
	Without(doc []byte, field string) ([]byte, bool)
	// Stored is told that an extra document is in the index.
	Stored(extra string)
}

// writer is what both kinds of writers do.
type writer interface {
	// Reset begins a batch. A plain one is for documents of which the index refused some field.
	Reset(plain bool)
	// Resource and Scope say what the next items stand under.
	Resource(resource pcommon.Resource, tenant string)
	Scope(scope pcommon.InstrumentationScope)
}

// SpanWriter adds the documents of spans to a body.
type SpanWriter interface {
	writer
	Span(body *bulk.Body, span ptrace.Span, item uint32)
}

// RecordWriter adds the documents of log records to a body.
type RecordWriter interface {
	writer
	// Record must be given every record of a part in order, wanted or not: equal ones are told apart by their order.
	Record(body *bulk.Body, record plog.LogRecord, item uint32, wanted bool)
}

// Settings are what a store is made of.
type Settings struct {
	Cluster   *cluster.Cluster
	Schema    Schema
	Tenants   index.Tenants
	Pipeline  string
	Bytes     int           // of a request
	Timeout   time.Duration // of a request
	Aliases   bool          // documents go through aliases or data streams
	Letters   *deadletter.File
	Telemetry *metadata.TelemetryBuilder
	Logger    *zap.Logger
	Now       func() time.Time
}

// Store brings batches to the server. Traces and Logs may be called from many goroutines, between Start and Shutdown.
type Store struct {
	set    Settings
	sender *bulk.Sender
	setup  *setup

	runs    chan *run // at rest, with their buffers: a pool of the runtime would lose these at each collection
	spans   sync.Pool
	records sync.Pool
}

// New returns a store that has talked to nobody yet.
func New(set Settings) *Store {
	s := &Store{set: set, setup: newSetup(set), runs: make(chan *run, runsAtRest)}
	s.sender = bulk.NewSender(bulk.Settings{
		Cluster: set.Cluster, Pipeline: set.Pipeline, Bytes: set.Bytes, Timeout: set.Timeout, Concrete: set.Aliases,
		Create: func(ctx context.Context, name string) error { return set.Schema.Create(ctx, set.Cluster, name) },
		Sent:   s.countRequest,
	})
	s.spans.New = func() any { return set.Schema.NewSpans() }
	s.records.New = func() any { return set.Schema.NewRecords() }
	return s
}

// runsAtRest bounds the memory that is kept for the next attempts: each has the size of a request.
const runsAtRest = 10

func (s *Store) run() *run {
	select {
	case r := <-s.runs:
		return r
	default:
		return &run{store: s}
	}
}

func (s *Store) rest(r *run) {
	select {
	case s.runs <- r:
	default:
	}
}

// Start looks for the server in the background: one that is down is waited for.
func (s *Store) Start() { s.setup.start() }

// Shutdown stops what Start began and waits for it.
func (s *Store) Shutdown() { s.setup.stop() }

// tenant returns the tenant of a resource.
func (s *Store) tenant(ctx context.Context, resource pcommon.Resource) string {
	tenant, ok := s.set.Tenants.Of(resource.Attributes())
	if !ok {
		s.set.Telemetry.ExporterElasticsearchUnroutableResources.Add(ctx, 1)
	}
	return tenant
}
