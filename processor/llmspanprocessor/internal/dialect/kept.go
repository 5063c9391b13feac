package dialect

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/internal/genai"
)

// keptFields is the one list of what must outlast the content that tells it: names and ids by which a trace is
// understood as a whole, by the end of the attribute that keeps them.
var keptFields = map[Field]string{
	Conversation: "conversation", RunKey: "run_key", ChannelID: "channel_id", WorkflowName: "workflow_name",
	AgentName: "agent_name", AgentID: "agent_id", AgentCallID: "agent_call_id",
	ParentAgent: "parent_agent", ParentAgentID: "parent_agent_id", Delegate: "delegate",
	HandoffFrom: "handoff_from", HandoffTo: "handoff_to", HandoffMode: "handoff_mode", SelectedAgent: "selected_agent",
	Sender: "sender", Recipient: "recipient", RecipientKind: "recipient_kind",
	GraphNode: "graph_node", GraphPath: "graph_path", StepName: "step_name",
	ToolName: "tool_name", ToolCallID: "tool_call_id",
}

var keptByName = func() map[string]Field {
	fields := map[string]Field{}
	for x, name := range keptFields {
		fields[name] = x
	}
	return fields
}()

// LooksLikeName says whether a text may be the name or the id of something: a long one, or one of many words, is content
// that stands where a name should.
func LooksLikeName(s string) bool {
	const longest, words = 256, 6
	return len(s) <= longest && strings.Count(s, " ") < words && !strings.ContainsAny(s, "\r\n\t")
}

// keptDialect is which dialect a span speaks that nothing but its content shows.
const keptDialect = genai.KeptPrefix + "dialect"

// Keep writes on a span what it told and, now that its content is treated, no longer tells.
func Keep(attrs pcommon.Map, told, now *Facts) {
	if now.Dialect != told.Dialect {
		attrs.PutStr(keptDialect, told.Dialect.Name)
	}
	for x := range told.told.all() {
		name, keeps := keptFields[x]
		if !keeps || !fromDocument(told.rank[x]) {
			continue
		}
		if text := told.Text(x); text != now.Text(x) && LooksLikeName(text) {
			attrs.PutStr(genai.KeptPrefix+name, text)
		}
	}
}

// fromDocument says whether a document told: a part of it that has a name of its own. Of an attribute that is content as
// a whole nothing is kept.
func fromDocument(rank uint16) bool {
	return rank >= rankDocument && rank < rankCommon || rank >= rankOthersDoc && rank < rankName
}

// takeKept reads what an earlier pass kept.
func (f *Facts) takeKept(attrs pcommon.Map) {
	for key, v := range attrs.All() {
		name, ok := strings.CutPrefix(key, genai.KeptPrefix)
		if !ok {
			continue
		}
		if x, ok := keptByName[name]; ok && v.Type() == pcommon.ValueTypeStr && v.Str() != "" {
			f.text[x] = v.Str()
			f.tell(x, rankKept)
		}
	}
}

// DropKept takes off what an earlier pass kept.
func DropKept(attrs pcommon.Map) {
	attrs.RemoveIf(func(key string, _ pcommon.Value) bool { return strings.HasPrefix(key, genai.KeptPrefix) })
}
