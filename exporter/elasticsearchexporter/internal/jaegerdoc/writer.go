package jaegerdoc

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/bulk"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/index"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/jsontext"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/spanid"
)

// Options are what a writer needs to know.
type Options struct {
	Fields           Fields
	AgentsAsServices bool
	Spans, Services  index.Family
	Known            *Services
}

// Writer puts spans into a request body, each with its operation when the server may not have that yet. It serves one
// goroutine at a time.
type Writer struct {
	opts  Options
	rich  *Encoder // with tags as fields
	plain *Encoder // without, for documents whose fields the index refused
	enc   *Encoder // the one in use

	tenant          string
	spans, services index.Names
	offered         map[string]struct{} // operations in this body
	id, key         []byte
}

// NewWriter returns a writer.
func NewWriter(opts Options) *Writer {
	w := &Writer{
		opts: opts, offered: map[string]struct{}{},
		rich:  NewEncoder(opts.Fields, opts.AgentsAsServices),
		plain: NewEncoder(NewFields(false, nil, opts.Fields.dot), opts.AgentsAsServices),
		spans: index.Names{Family: opts.Spans}, services: index.Names{Family: opts.Services},
	}
	w.enc = w.rich
	return w
}

// Resource makes the next spans those of a resource, which belongs to a tenant.
func (w *Writer) Resource(resource pcommon.Resource, tenant string) {
	w.tenant = tenant
	w.enc.SetResource(resource.Attributes())
}

// Scope makes the next spans those of a scope.
func (w *Writer) Scope(scope pcommon.InstrumentationScope) {
	w.enc.SetScope(scope)
}

// Span adds the documents of a span, which is the item of this number in its batch.
func (w *Writer) Span(body *bulk.Body, span ptrace.Span, item uint32) {
	day := index.DayOf(uint64(span.StartTimestamp()))
	w.service(body, span, item, day)
	w.id = spanid.Append(w.id[:0], w.enc.service, span)
	body.End(w.enc.AppendSpan(body.Begin(w.spans.Target(w.tenant, day), w.id, item, ""), span))
}

func (w *Writer) service(body *bulk.Body, span ptrace.Span, item uint32, day int64) {
	target := w.services.Target(w.tenant, day)
	service, agent := w.enc.Service(span)
	w.key = append(append(w.key[:0], target.Index...), '/')
	at := len(w.key)
	w.key = appendServiceID(w.key, service, agent, operationOf(span))
	if w.opts.Known.knows(w.key) {
		return
	}
	if _, ok := w.offered[string(w.key)]; ok {
		return
	}
	key := string(w.key)
	w.offered[key] = struct{}{}
	dst := body.Begin(target, w.key[at:], item, key)
	dst = append(dst, `{"serviceName":`...)
	dst = w.enc.appendServiceName(dst, span)
	dst = append(dst, `,"operationName":`...)
	dst, _ = jsontext.AppendString(dst, operationOf(span))
	body.End(append(dst, '}'))
}

// Reset makes the writer ready for another batch. A plain one keeps no tags apart: it is for spans whose fields the
// index refused.
func (w *Writer) Reset(plain bool) {
	clear(w.offered)
	w.enc = w.rich
	if plain {
		w.enc = w.plain
	}
}
