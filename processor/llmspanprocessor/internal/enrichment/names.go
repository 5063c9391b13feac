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

// Reserve makes room for what a span usually gains, so that its map grows once. named says that Names will be called.
func Reserve(n *spantree.Node, named bool) {
	const marksRun = 2 + 1
	room := marksRun + n.Room
	if named {
		room += namesRoom(n)
	}
	if n.Role == genai.RoleTool || n.Role == genai.RoleDuplicate {
		room += 3 // the agent, and of what it is a duplicate
	}
	attrs := n.Span.Attributes()
	attrs.EnsureCapacity(attrs.Len() + room)
}

// ReserveCall makes room for what a call will gain: its names, messages, usage and cost, the agent and the run.
func ReserveCall(n *spantree.Node, messages int, b *Bill, backends Backends) {
	const marksAgentRun = 2 + 2 + 1
	attrs := n.Span.Attributes()
	attrs.EnsureCapacity(attrs.Len() + marksAgentRun + namesRoom(n) + messages + usageRoom(n) + b.room(backends) + n.Room)
}

// namesRoom is how many attributes Names adds at most.
func namesRoom(n *spantree.Node) int {
	room := 2 // the operation and the provider
	for range n.Facts.Missing() {
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

// Names writes the GenAI names that the span itself lacks.
func Names(n *spantree.Node) {
	attrs := n.Span.Attributes()
	operation(n, attrs)
	provider(n, attrs)
	if kind := n.Facts.Meaning.AG2; kind != "" {
		attrs.PutStr(genai.AG2Kind, kind)
	}
	for x := range n.Facts.Missing() {
		switch x {
		case dialect.Operation, dialect.Provider:
		case dialect.AgentName:
			if n.Role != genai.RoleStep && n.Role != genai.RoleMessaging {
				attrs.PutStr(genai.AgentName, agenttrace.Name(n.Facts.Text(x)))
			}
		default:
			n.Facts.Put(attrs, x, x.Target())
		}
	}
	if name := n.Facts.Text(dialect.AgentName); n.Facts.Role() == genai.RoleAgent && name != agenttrace.Name(name) {
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
	if n.Provider != "" {
		putText(attrs, genai.ProviderName, n.Provider)
	}
}

// Agent writes the agent that ran a call or a tool.
func Agent(n *spantree.Node) {
	if !n.Inherited || n.Agent == "" {
		return
	}
	n.Span.Attributes().PutStr(genai.AgentName, n.Agent)
	n.Span.Attributes().PutBool(genai.AgentInherited, true)
}

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
