// Package enrichment writes what has been found out about a span back onto it: names, usage, cost, transitions, and the
// totals of a trace on its root.
//
// Written twice it writes the same: an attribute that is there already keeps its place.
package enrichment

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/dialect"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/spantree"
)

// Lacking appends the fields that Names writes one by one: those that the span tells, but not under their GenAI names.
func Lacking(n *spantree.Node, fields []dialect.Field) []dialect.Field {
	for x := range n.Facts.Missing() {
		switch x {
		case dialect.Operation, dialect.Provider: // these are written as what they were found to mean
		case dialect.AgentName:
			if n.Role != genai.RoleStep && n.Role != genai.RoleMessaging {
				fields = append(fields, x)
			}
		default:
			fields = append(fields, x)
		}
	}
	return fields
}

// Reserve makes room for what a span usually gains, so that its map grows once. more is what is not told here: what Names
// writes (NamesRoom), where it will be called, and the messages.
func Reserve(n *spantree.Node, more int) {
	attrs := n.Span.Attributes()
	attrs.EnsureCapacity(attrs.Len() + marksRoom + more + n.Room)
}

// ReserveCall makes room for what a call will gain, and for no more: half of what writing costs is that memory.
func ReserveCall(n *spantree.Node, names, messages int, b *Bill, backends Backends) {
	Reserve(n, names+messages+usageRoom(n)+b.room(backends))
}

// marksRoom is how many attributes Marks adds.
const marksRoom = 2

// TraceRoom is how many attributes a span gains that only its trace tells: the run, the agent, of what it is a duplicate.
func TraceRoom(n *spantree.Node) int {
	room := 1
	if inherits(n) {
		room += 2
	}
	if n.Role == genai.RoleDuplicate {
		room++
	}
	return room
}

// NamesRoom is how many attributes Names adds with the fields that the span is Lacking.
func NamesRoom(n *spantree.Node, lacking []dialect.Field) int {
	room := len(lacking)
	m := &n.Facts.Meaning
	if m.Operation != "" && n.Facts.Text(dialect.Operation) != m.Operation && !n.Facts.Canonical(dialect.Operation) {
		room++
	}
	if n.Provider != "" && !n.Facts.Canonical(dialect.Provider) {
		room++
	}
	if n.Framework != "" {
		room++
	}
	if m.AG2 != "" {
		room++
	}
	return room
}

// Marks writes what every span of a dialect gets: which it is, and the span's role.
func Marks(n *spantree.Node) {
	attrs := n.Span.Attributes()
	putText(attrs, genai.Dialect, n.Facts.Dialect.Name)
	if n.Role != genai.RoleNone {
		putText(attrs, genai.SpanRole, string(n.Role))
	}
}

// Names writes the GenAI names that the span itself lacks, among them the fields that it is Lacking.
func Names(n *spantree.Node, lacking []dialect.Field) {
	attrs := n.Span.Attributes()
	operation(n, attrs)
	provider(n, attrs)
	if kind := n.Facts.Meaning.AG2; kind != "" {
		attrs.PutStr(genai.AG2Kind, kind)
	}
	for _, x := range lacking {
		if x == dialect.AgentName {
			attrs.PutStr(genai.AgentName, agenttrace.Name(n.Facts.Text(x)))
			continue
		}
		n.Facts.Put(attrs, x, x.Target())
	}
	if n.Facts.Role() != genai.RoleAgent {
		return
	}
	if name := n.Facts.Text(dialect.AgentName); name != agenttrace.Name(name) {
		attrs.PutStr(genai.AgentName, agenttrace.Name(name))
	}
}

// operation writes the GenAI operation where the span has none, or one that is no GenAI operation.
func operation(n *spantree.Node, attrs pcommon.Map) {
	m := &n.Facts.Meaning
	switch {
	case m.Operation != "" && n.Facts.Text(dialect.Operation) != m.Operation:
		attrs.PutStr(genai.OperationName, m.Operation)
	case m.Operation == "" && m.Replace:
		attrs.Remove(genai.OperationName)
	}
}

// provider writes the GenAI name of the provider. A framework's name in its place moves to an attribute of its own.
func provider(n *spantree.Node, attrs pcommon.Map) {
	if n.Framework != "" {
		attrs.PutStr(genai.Framework, n.Framework)
		if n.Provider == "" {
			attrs.Remove(genai.ProviderName)
		}
	}
	if n.Provider != "" && !(n.Facts.Canonical(dialect.Provider) && n.Facts.Text(dialect.Provider) == n.Provider) {
		putText(attrs, genai.ProviderName, n.Provider)
	}
}

// Agent writes the agent that ran a call or a tool.
func Agent(n *spantree.Node) {
	if !inherits(n) {
		return
	}
	n.Span.Attributes().PutStr(genai.AgentName, n.Agent)
	n.Span.Attributes().PutBool(genai.AgentInherited, true)
}

// inherits says whether a call or a tool has an agent that it does not tell itself.
func inherits(n *spantree.Node) bool { return n.Inherited && n.Agent != "" }

// Status takes the error off a span on which nothing failed, and puts it on one that names an error.
func Status(n *spantree.Node) {
	switch {
	case n.Facts.Command:
		n.Span.Status().SetCode(ptrace.StatusCodeUnset)
		n.Span.Status().SetMessage("")
		n.Span.Attributes().PutStr(genai.StatusOriginal, "ERROR")
	case n.Facts.Failure:
		n.Span.Status().SetCode(ptrace.StatusCodeError)
		n.Span.Attributes().PutStr(genai.StatusOriginal, "UNSET")
	}
}

// Operation is the GenAI operation that Names leaves on a span. settled is false where it leaves what the span says.
func Operation(n *spantree.Node) (operation string, settled bool) {
	m := &n.Facts.Meaning
	return m.Operation, m.Operation != "" || m.Replace
}
