package turn

import (
	"cmp"
	"slices"
	"strings"

	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/dialect"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/spantree"
)

// agentOf says which agent a span is a turn of; firm is false where only a call of its own proves it.
func (f *Finder) agentOf(n *spantree.Node) (name string, firm bool) {
	d := n.Facts.Dialect
	if d == nil {
		return "", false
	}
	switch n.Facts.Role() {
	case genai.RoleAgent:
		name, firm = agenttrace.Name(n.Facts.Text(dialect.AgentName)), true
	case genai.RoleMessaging:
		name = n.Facts.Text(dialect.Recipient)
		if n.Facts.Text(dialect.RecipientKind) != "" && !d.IsAgent(n.Facts.Text(dialect.RecipientKind)) {
			return "", false
		}
	case genai.RoleTool:
		name = f.coworker(n)
	case genai.RoleStep:
		name = nodeName(n)
		if name == "" && d.IsGraph(n.Scope.Name) {
			name = agenttrace.Name(n.Facts.Text(dialect.AgentName))
		}
	}
	if !d.IsAgent(name) || underSelection(n) {
		return "", false
	}
	return name, firm
}

// coworker is the agent that a tool delegates to by an argument. Where the agent has a span of its own below, the calls
// are there, and the tool is no turn.
func (f *Finder) coworker(n *spantree.Node) string {
	if len(n.Children) == 0 {
		return ""
	}
	if e, ok := f.byTool(n.Facts.Text(dialect.ToolName), n.Facts.Text(dialect.ToolArguments)); ok && e.kind == genai.KindDelegate {
		return strings.TrimSpace(e.to)
	}
	return ""
}

// nodeName is the graph node that a span is the run of: not of a step inside the node, which carries the node's name in
// its metadata too.
func nodeName(n *spantree.Node) string {
	node := n.Facts.Text(dialect.GraphNode)
	if node == "" {
		return nestedStep(n)
	}
	switch n.Span.Name() {
	case node, "execute_task " + node, node + ".task":
		return node
	}
	return ""
}

// prebuilt is the name of a graph that is one agent, where it runs by itself: as a node of another, it bears the node's
// name.
func (f *Finder) prebuilt(n *spantree.Node) string {
	d := n.Facts.Dialect
	if d == nil || len(d.AgentNodes) == 0 {
		return ""
	}
	var name string
	switch n.Facts.Role() {
	case genai.RoleStep:
		name = cmp.Or(n.Facts.Text(dialect.StepName), n.Span.Name())
	case genai.RoleWorkflow:
		name = n.Facts.Text(dialect.WorkflowName)
	}
	if !d.IsAgent(name) || !slices.ContainsFunc(n.Children, isAgentNode) || underSelection(n) {
		return ""
	}
	if above := f.enclosing(n); above != nil && !throughTool(n, above.Node) {
		return ""
	}
	return name
}

// isAgentNode says whether a span is the run of a node in which a prebuilt agent calls its model.
func isAgentNode(n *spantree.Node) bool {
	d := n.Facts.Dialect
	return d != nil && d.IsAgentNode(cmp.Or(nodeName(n), n.Facts.Text(dialect.StepName), n.Span.Name()))
}

// nestedStep is the name of a step that runs a step of its own name: how a node that is a compiled graph shows where the
// metadata was cut off.
func nestedStep(n *spantree.Node) string {
	name := n.Facts.Text(dialect.StepName)
	if name == "" {
		return ""
	}
	for _, c := range n.Children {
		if c.Facts.Text(dialect.StepName) == name {
			return name
		}
	}
	return ""
}

// underSelection says whether a span belongs to the choice of the next speaker.
func underSelection(n *spantree.Node) bool {
	return n.Ancestor(func(p *spantree.Node) bool { return p.Facts.Meaning.Selects }) != nil
}
