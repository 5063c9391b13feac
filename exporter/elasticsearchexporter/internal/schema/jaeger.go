// Package schema is the list of forms that documents may have. Each is one file, which says what its indices are and
// who writes its documents.
package schema

import (
	"context"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/bulk"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/cluster"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/conflict"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/flatdoc"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/index"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/jaegerdoc"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/lifecycle"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/store"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/template"
)

// Jaeger is the schema of Jaeger's own documents.
type Jaeger struct {
	*lifecycle.Indices
	opts         jaegerdoc.Options
	records      flatdoc.Form
	dependencies index.Family
}

// NewJaeger returns Jaeger's schema.
func NewJaeger(config index.Config, fields jaegerdoc.Fields, agentsAsServices bool, now func() time.Time) *Jaeger {
	family := func(base string) index.Family { return index.NewFamily(config.Prefix, base, config.Rotate) }
	s := &Jaeger{opts: jaegerdoc.Options{
		Fields: fields, AgentsAsServices: agentsAsServices, Known: jaegerdoc.NewServices(now),
		Spans: family(jaegerdoc.SpanIndex), Services: family(jaegerdoc.ServiceIndex),
	}}
	tenants := config.Tenant.FromAttribute != ""
	s.dependencies = family(jaegerdoc.DependenciesIndex)
	s.records = flatdoc.Form{
		Family: family(flatdoc.JaegerLogIndex), Rank: 2, Names: flatdoc.NewNames(now), JaegerIDs: true, AgentsAsServices: agentsAsServices,
	}
	s.Indices = &lifecycle.Indices{
		Config: config, Now: now,
		Families: []index.Family{s.opts.Spans, s.opts.Services, s.dependencies, s.records.Family},
		Template: func(server cluster.Server, f index.Family) (template.Template, error) {
			if f == s.records.Family {
				return flatdoc.Template(s.records, tenants)
			}
			return jaegerdoc.Template(server, f, tenants), nil
		},
	}
	return s
}

// Prepare finds out what log records can be like, and puts the templates.
func (s *Jaeger) Prepare(ctx context.Context, c *cluster.Cluster, server cluster.Server) error {
	flattened, err := hasFlattened(ctx, c)
	if err != nil {
		return err
	}
	s.records.Flattened = flattened
	return s.Indices.Prepare(ctx, c, server)
}

// NewRecords returns a writer of log records, which knows agent_graph's.
func (s *Jaeger) NewRecords() store.RecordWriter {
	return &jaegerRecords{RecordWriter: flatdoc.NewRecordWriter(s.records), names: index.Names{Family: s.dependencies}}
}

// jaegerRecords writes what agent_graph says of who calls whom as Jaeger's dependencies, and everything else as records.
type jaegerRecords struct {
	*flatdoc.RecordWriter
	names  index.Names
	tenant string
}

// Resource makes the next records those of a resource.
func (w *jaegerRecords) Resource(resource pcommon.Resource, tenant string) {
	w.tenant = tenant
	w.RecordWriter.Resource(resource, tenant)
}

// Record adds the document of a record, if it is wanted.
func (w *jaegerRecords) Record(body *bulk.Body, record plog.LogRecord, item uint32, wanted bool) {
	switch {
	case !jaegerdoc.IsDependencies(record):
		w.RecordWriter.Record(body, record, item, wanted)
	case wanted:
		jaegerdoc.AddDependencies(body, &w.names, w.tenant, record, item)
	}
}

// NewSpans returns a writer of spans.
func (s *Jaeger) NewSpans() store.SpanWriter { return jaegerdoc.NewWriter(s.opts) }

// Without moves a field of a document to where it is kept: a tag of a span into the list of tags.
func (s *Jaeger) Without(doc []byte, field string) ([]byte, bool) {
	d, ok := conflict.Parse(doc)
	switch {
	case !ok:
		return nil, false
	case jaegerdoc.IsSpan(d):
		ok = s.opts.Fields.Without(d, field)
	default:
		ok = flatdoc.Without(d, field)
	}
	if !ok {
		return nil, false
	}
	return d.Text()
}

// Stored remembers an operation of a service.
func (s *Jaeger) Stored(extra string) { s.opts.Known.Stored(extra) }
