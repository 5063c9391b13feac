package turn

import (
	"strings"

	"github.com/tidwall/gjson"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/dialect"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/spantree"
)

// evidence is one sign of a transition (dialects.md §9).
type evidence struct {
	// from and to are agents' names as the sign has them; "" is not told.
	from, to string
	kind     string
	explicit bool
	at       pcommon.Timestamp
	node     *spantree.Node
	// fromKey and toKey are the names as fold spells them.
	fromKey, toKey string
}

// handoverTools are tools whose arguments name the agent that takes over.
var handoverTools = []struct {
	name, argument, kind string
}{
	{"transfer_to_agent", "agent_name", genai.KindHandoff},         // Google ADK
	{"handoff_to_agent", "agent_name", genai.KindHandoff},          // Strands
	{"handoff", "to_agent", genai.KindHandoff},                     // LlamaIndex
	{"delegate_work_to_coworker", "coworker", genai.KindDelegate},  // CrewAI
	{"ask_question_to_coworker", "coworker", genai.KindDelegate},   // CrewAI
	{"task", "subagent_type", genai.KindDelegate},                  // Claude Code, deep agents
	{"agent", "subagent_type", genai.KindDelegate},                 // Claude Code
	{"delegate_to_agent", "agent_name", genai.KindDelegate},        // Gemini CLI
	{"transfer_task_to_agent", "agent_name", genai.KindDelegate},   // others of ADK's kind
	{"send_message_to_agent", "agent_name", genai.KindDelegate},    // likewise
	{"transfer_to_agent_tool", "agent_name", genai.KindHandoff},    // likewise
	{"transfer_control_to_agent", "agent_name", genai.KindHandoff}, // likewise
}

// handoverPrefixes begin the names of tools that name the agent that takes over. A tool counts only where the rest of
// its name is the agent that works next, so the list may be wide.
var handoverPrefixes = []string{
	"transfer_back_to_", "transfer_to_", "handoff_to_", "hand_off_to_", "handover_to_", "handoff_", "delegate_to_",
	"switch_to_", "route_to_", "pass_to_", "escalate_to_", "goto_", "go_to_", "to_",
}

// sign adds a sign that a span is.
func (f *Finder) sign(n *spantree.Node, e evidence) {
	e.node, e.fromKey, e.toKey = n, f.fold(e.from), f.fold(e.to)
	if e.at == 0 {
		e.at = n.Start()
	}
	f.signs = append(f.signs, e)
}

// collect lists the signs of a trace in the order of time.
func (f *Finder) collect() {
	for _, n := range f.tree.Nodes {
		facts := &n.Facts
		if facts.Dialect == nil {
			continue
		}
		switch {
		case facts.Text(dialect.SelectedAgent) != "":
			// The choice is known when the selection ends.
			f.sign(n, evidence{to: facts.Text(dialect.SelectedAgent), kind: genai.KindTurn, explicit: true, at: n.End()})
		case n.Facts.Role() == genai.RoleHandoff:
			f.sign(n, f.handoff(n))
		case facts.Has(dialect.HandoffTo):
			f.sign(n, f.handoff(n))
		case n.Facts.Role() == genai.RoleTool:
			if e, ok := f.byTool(facts.Text(dialect.ToolName), arguments(n)); ok {
				if e.to == "" {
					e.from = n.Agent // it says no more than that this agent passed control
				}
				f.sign(n, e)
			}
		case n.Facts.Role() == genai.RoleCall:
			for _, name := range calledTools(n) {
				if e, ok := f.byTool(name, ""); ok && e.to != "" {
					e.at = n.End()
					f.sign(n, e)
				}
			}
		case facts.Text(dialect.Sender) != "" && facts.Text(dialect.Recipient) != "":
			f.sign(n, evidence{from: facts.Text(dialect.Sender), to: facts.Text(dialect.Recipient), kind: genai.KindTurn, explicit: true})
		case facts.Role() == genai.RoleAgent && facts.Dialect.Managers && executes(n):
			// AG2 runs tools in an agent of their own; where another agent follows, the tool's result chose it.
			f.sign(n, evidence{kind: genai.KindHandoff})
		}
	}
}

// handoff reads a span that is a handoff, or says that it transfers.
func (f *Finder) handoff(n *spantree.Node) evidence {
	facts := &n.Facts
	e := evidence{from: agenttrace.Name(facts.Text(dialect.HandoffFrom)), to: agenttrace.Name(facts.Text(dialect.HandoffTo)), kind: genai.KindHandoff}
	if facts.Text(dialect.HandoffMode) == "return_to_caller" {
		e.kind = genai.KindDelegate
	}
	if e.from == "" {
		e.from = agenttrace.Name(facts.Text(dialect.AgentName))
	}
	if strings.EqualFold(e.to, "unknown") {
		e.to = ""
	}
	if e.to == "" {
		if t, ok := f.byTool(facts.Text(dialect.ToolName), arguments(n)); ok {
			e.to = t.to
		}
		return e
	}
	e.explicit = true
	return e
}

// byTool reads a tool's name, or the argument that names an agent.
func (f *Finder) byTool(name, arguments string) (evidence, bool) {
	plain := f.fold(name)
	for _, row := range handoverTools {
		if plain != row.name {
			continue
		}
		if to := named(arguments, row.argument); to != "" {
			return evidence{to: to, kind: row.kind}, true
		}
		if row.kind == genai.KindHandoff {
			return evidence{kind: row.kind}, true // to whom is in arguments that were not recorded
		}
	}
	for _, prefix := range handoverPrefixes {
		if rest, ok := strings.CutPrefix(plain, prefix); ok && rest != "" {
			return evidence{to: rest, kind: genai.KindHandoff}, true
		}
	}
	return evidence{}, false
}

// named is the agent that an argument names.
func named(arguments, argument string) string {
	for _, path := range [...]string{argument, "kwargs." + argument} { // LlamaIndex wraps them
		if r := gjson.Get(arguments, path); r.String() != "" {
			return r.String()
		}
	}
	return ""
}

// calledTools lists the tools that a model's answer asks for, where one may hand over and no span tells of it. It reads
// no more of the messages than it must.
func calledTools(n *spantree.Node) []string {
	if kept, ok := keptTools(n); ok {
		return kept
	}
	v, ok := n.Span.Attributes().Get(genai.OutputMessages)
	if !ok {
		return flatTools(n)
	}
	if v.Type() != pcommon.ValueTypeStr || !mayHandOver(v.Str()) {
		return nil
	}
	text := v.Str()
	var names []string
	for _, message := range gjson.Parse(text).Array() {
		for _, part := range message.Get("parts").Array() {
			if part.Get("type").Str == "tool_call" {
				names = append(names, part.Get("name").String())
			}
		}
	}
	return names
}

// flatTools does the same where the dialect writes an attribute for each.
func flatTools(n *spantree.Node) []string {
	rows := n.Facts.Dialect.CalledTools
	if len(rows) == 0 {
		return nil
	}
	var names []string
	for key, v := range n.Span.Attributes().All() {
		for i := range rows {
			if strings.HasPrefix(key, rows[i].Prefix) && strings.HasSuffix(key, rows[i].Suffix) && v.Type() == pcommon.ValueTypeStr && mayHandOver(v.Str()) {
				names = append(names, v.Str())
			}
		}
	}
	return names
}

func mayHandOver(text string) bool {
	return strings.Contains(text, "transfer_") || strings.Contains(text, "hand") || strings.Contains(text, "delegate_")
}

// executes says whether a span that is no turn ran a tool.
func executes(n *spantree.Node) bool {
	if n.Facts.Dialect.IsAgent(n.Facts.Text(dialect.AgentName)) {
		return false
	}
	for _, c := range n.Children {
		if c.Facts.Role() == genai.RoleTool {
			return true
		}
	}
	return false
}

// sameAgent compares a sign with an agent's name, both as tools' names must spell them. A sign may end in the number that
// AG2 puts behind a tool's name.
func sameAgent(sign, agent string) bool {
	if sign == agent {
		return sign != ""
	}
	rest, ok := strings.CutPrefix(sign, agent)
	return ok && agent != "" && len(rest) > 1 && rest[0] == '_' && strings.Trim(rest[1:], "0123456789") == ""
}

// fold spells a name as a tool's name: without case, and with anything that is no letter or digit as an underscore.
func fold(s string) string {
	if isFolded(s) {
		return s
	}
	s = strings.TrimSpace(s)
	if !isASCII(s) {
		s = strings.ToLower(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		if r >= 'A' && r <= 'Z' {
			r += 'a' - 'A'
		}
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r > 127 {
			b.WriteRune(r)
			continue
		}
		b.WriteByte('_')
	}
	return strings.Trim(b.String(), "_")
}

// isFolded says whether fold would change nothing, as with most names.
func isFolded(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && (c != '_' || i == 0 || i == len(s)-1) {
			return false
		}
	}
	return true
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] > 127 {
			return false
		}
	}
	return true
}
