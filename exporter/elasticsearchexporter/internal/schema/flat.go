package schema

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/cluster"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/conflict"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/flatdoc"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/index"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/lifecycle"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/store"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/template"
)

// Flat is the schema of one document a span or a record.
type Flat struct {
	*lifecycle.Indices
	spans, records flatdoc.Form
}

// NewFlat returns the flat schema.
func NewFlat(config index.Config, agentsAsServices bool, now func() time.Time) *Flat {
	family := func(base string) index.Family { return index.NewFamily(config.Prefix, base, config.Rotate) }
	s := &Flat{
		spans:   flatdoc.Form{Family: family(flatdoc.SpanIndex), Names: flatdoc.NewNames(now), AgentsAsServices: agentsAsServices},
		records: flatdoc.Form{Family: family(flatdoc.RecordIndex), Rank: 1, Names: flatdoc.NewNames(now), AgentsAsServices: agentsAsServices},
	}
	s.Indices = &lifecycle.Indices{
		Config: config, Now: now, Families: []index.Family{s.spans.Family, s.records.Family},
		Template: func(_ cluster.Server, f index.Family) (template.Template, error) {
			form := s.spans
			if f == s.records.Family {
				form = s.records
			}
			return flatdoc.Template(form, config.Tenant.FromAttribute != "")
		},
	}
	return s
}

// Prepare finds out whether the server has the type flattened, and puts the templates.
func (s *Flat) Prepare(ctx context.Context, c *cluster.Cluster, server cluster.Server) error {
	flattened, err := hasFlattened(ctx, c)
	if err != nil {
		return err
	}
	s.spans.Flattened, s.records.Flattened = flattened, flattened
	return s.Indices.Prepare(ctx, c, server)
}

// hasFlattened asks the server to think of an index with such a field. It makes none.
func hasFlattened(ctx context.Context, c *cluster.Cluster) (bool, error) {
	const question = `{"index_patterns":["baton-question-*"],"priority":987654321,"template":{"mappings":{"properties":{"a":{"type":"flattened"}}}}}`
	answer, err := c.Do(ctx, cluster.Call{Method: http.MethodPost, Path: "/_index_template/_simulate", Body: []byte(question)})
	if err != nil {
		return false, fmt.Errorf("cannot ask the server for the type flattened: %w", err)
	}
	switch {
	case answer.OK():
		return true, nil
	case answer.Status == http.StatusBadRequest && strings.Contains(string(answer.Body), "flattened"):
		return false, nil
	default:
		return false, fmt.Errorf("cannot ask the server for the type flattened (the cluster privilege manage_index_templates allows it): %w", answer.Err())
	}
}

// NewSpans returns a writer of spans.
func (s *Flat) NewSpans() store.SpanWriter { return flatdoc.NewSpanWriter(s.spans) }

// NewRecords returns a writer of log records.
func (s *Flat) NewRecords() store.RecordWriter { return flatdoc.NewRecordWriter(s.records) }

// Without moves a field of a document to where nothing is indexed.
func (s *Flat) Without(doc []byte, field string) ([]byte, bool) {
	d, ok := conflict.Parse(doc)
	if !ok || !flatdoc.Without(d, field) {
		return nil, false
	}
	return d.Text()
}

// Stored is never called: no document stands beside a span.
func (s *Flat) Stored(string) {}
