package flatdoc

import (
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/index"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/jsontext"
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/servicename"
)

// Form is what the documents of one index are like.
type Form struct {
	// Family is the indices they live in.
	Family index.Family
	// Rank tells the template of the family from others.
	Rank int
	// Flattened says that the server has the type flattened.
	Flattened bool
	// Names bounds the fields where it has not.
	Names *Names
	// AgentsAsServices makes what names an agent belong to the service of that agent.
	AgentsAsServices bool
	// JaegerIDs adds Jaeger's names of the ids, so that one look-up finds spans and logs.
	JaegerIDs bool
}

// writer is what writers of spans and of records share.
type writer struct {
	form  Form
	plain bool

	names    index.Names
	tenant   string
	service  string
	resource []byte // members of the document, each with a comma before it
	scope    []byte
	collect  object
	part     object // of an event or a link
	id       []byte
}

// Reset begins a batch.
func (w *writer) Reset(plain bool) { w.plain = plain }

// Resource makes the next items those of a resource, which belongs to a tenant.
func (w *writer) Resource(resource pcommon.Resource, tenant string) {
	w.tenant = tenant
	w.service = servicename.Of(resource.Attributes())
	w.collect.reset()
	for k, v := range resource.Attributes().All() {
		w.add(&w.collect, k, v)
	}
	dst := append(w.resource[:0], `,"resource":{`...)
	dst = w.collect.appendTo(dst)
	w.resource = closeObject(dst, 0, len(`,"resource":{`))
}

// appendResource appends the service and the resource of an item with these attributes.
func (w *writer) appendResource(dst []byte, attrs pcommon.Map) []byte {
	agent := ""
	if w.form.AgentsAsServices {
		agent = servicename.AgentOf(attrs)
	}
	dst = append(dst, `,"service.name":`...)
	dst, _ = jsontext.AppendString(dst, servicename.OfAgent(w.service, agent))
	if agent != "" {
		dst = append(dst, `,"`+genai.RealService+`":`...)
		dst, _ = jsontext.AppendString(dst, w.service)
	}
	return append(dst, w.resource...)
}

// Scope makes the next items those of a scope.
func (w *writer) Scope(scope pcommon.InstrumentationScope) {
	w.collect.reset()
	for k, v := range scope.Attributes().All() {
		w.add(&w.collect, k, v)
	}
	dst := append(w.scope[:0], `,"scope":{`...)
	if name := scope.Name(); name != "" {
		dst = append(dst, `,"name":`...)
		dst, _ = jsontext.AppendString(dst, name)
	}
	if version := scope.Version(); version != "" {
		dst = append(dst, `,"version":`...)
		dst, _ = jsontext.AppendString(dst, version)
	}
	dst = w.collect.appendTo(dst)
	w.scope = closeObject(dst, 0, len(`,"scope":{`))
}

// closeObject ends an object that opened at at with a head of so many bytes and whose members have commas before them;
// an empty one is taken off.
func closeObject(dst []byte, at, head int) []byte {
	body := at + head
	if len(dst) == body {
		return dst[:at]
	}
	return append(append(dst[:body], dst[body+1:]...), '}')
}

// appendIDs appends the ids of the trace and the span, if there are any.
func (w *writer) appendIDs(dst []byte, traceID pcommon.TraceID, spanID pcommon.SpanID) []byte {
	if !traceID.IsEmpty() {
		dst = append(dst, `,"trace_id":`...)
		dst = jsontext.AppendHex(dst, traceID[:])
		if w.form.JaegerIDs {
			dst = append(dst, `,"traceID":`...)
			dst = jsontext.AppendHex(dst, traceID[:])
		}
	}
	if !spanID.IsEmpty() {
		dst = append(dst, `,"span_id":`...)
		dst = jsontext.AppendHex(dst, spanID[:])
		if w.form.JaegerIDs {
			dst = append(dst, `,"spanID":`...)
			dst = jsontext.AppendHex(dst, spanID[:])
		}
	}
	return dst
}

// appendAttributes appends those with fields of their own at once, and then all others.
func (w *writer) appendAttributes(dst []byte, attrs pcommon.Map) []byte {
	w.collect.reset()
	for k, v := range attrs.All() {
		if t, ok := typed[k]; ok && !w.plain && t.fits(v) {
			dst = append(dst, ',')
			dst = appendName(dst, k)
			dst = appendTyped(dst, t, v)
			continue
		}
		w.add(&w.collect, k, v)
	}
	return w.collect.appendTo(dst)
}
