package store

import (
	"bytes"
	"context"
	"net/http"

	"go.uber.org/zap"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/bulk"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/conflict"
)

// refusal is a document of which the index refused one field.
type refusal struct {
	doc            bulk.Doc
	field          string
	action, source []byte
}

// mostFields is how many fields of one document may be refused before it is written plain: the server tells one at a time.
const mostFields = 10

// refuse keeps a document for another try without one field, if the server's reason names one.
func (r *run) refuse(doc int) bool {
	d := r.body.Docs[doc]
	if d.Status != http.StatusBadRequest {
		return false
	}
	field, ok := conflict.Field(d.Reason)
	if !ok {
		return false
	}
	action, source := r.body.Source(doc)
	r.refused = append(r.refused, refusal{doc: d, field: field, action: bytes.Clone(action), source: bytes.Clone(source)})
	return true
}

// mend sends refused documents again, each without the field at fault, as long as the server finds another.
func (r *run) mend(ctx context.Context) {
	for round := 0; len(r.refused) > 0; round++ {
		refused := r.refused
		r.refused = nil
		for _, f := range refused {
			source, ok := f.source, round < mostFields
			if ok {
				source, ok = r.store.set.Schema.Without(f.source, f.field)
			}
			if !ok {
				r.reject(rejectionOf(&f.doc))
				continue
			}
			r.store.tellField(ctx, &f)
			r.body.Repeat(f.doc, f.action, source)
			r.room(ctx)
		}
		r.flush(ctx)
	}
}

// tellField counts a field that a document goes without, and says so once in a while.
func (s *Store) tellField(ctx context.Context, f *refusal) {
	s.set.Telemetry.ExporterElasticsearchRefusedFields.Add(ctx, 1)
	s.setup.loudly("field", func() {
		s.set.Logger.Warn("The index refuses a field; the document is stored with it unindexed.",
			zap.String("field", f.field), zap.String("index", f.doc.Index), zap.String("reason", f.doc.Reason))
	})
}
