package wiresize

import "go.opentelemetry.io/collector/pdata/ptrace"

// Request adds up the size of an OTLP request, whose parts are told in the order in which they stand in it. What refers to
// entities is left out: nothing but an experiment writes it. The zero value is an empty request.
type Request struct {
	closed   int // resources that have ended, with their tags and lengths
	resource int // the one begun last, as far as it is known
	scope    int // the one begun last in it
	in       int // how many messages are open: a resource, and a scope in it
}

// Resource begins a resource.
func (r *Request) Resource(rs ptrace.ResourceSpans) {
	r.end(0)
	resource := rs.Resource()
	r.resource = Message(attributes(resource.Attributes())+Number(uint64(resource.DroppedAttributesCount()))) + Text(rs.SchemaUrl())
	r.in = 1
}

// Scope begins a scope in the resource begun last.
func (r *Request) Scope(ss ptrace.ScopeSpans) {
	r.end(1)
	scope := ss.Scope()
	r.scope = Message(Text(scope.Name())+Text(scope.Version())+attributes(scope.Attributes())+
		Number(uint64(scope.DroppedAttributesCount()))) + Text(ss.SchemaUrl())
	r.in = 2
}

// Span adds a span to the scope begun last.
func (r *Request) Span(s ptrace.Span) {
	r.scope += Message(Span(s))
}

// Size is the size of what was told so far.
func (r *Request) Size() int {
	r.end(0)
	return r.closed
}

// end ends what is open beyond so many messages.
func (r *Request) end(in int) {
	if r.in > 1 && in < 2 {
		r.resource += Message(r.scope)
		r.in = 1
	}
	if r.in > 0 && in < 1 {
		r.closed += Message(r.resource)
		r.in = 0
	}
}
