package content

import (
	"strings"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content/jsontree"
)

// maxNesting bounds messages within messages and envelopes within envelopes.
const maxNesting = 8

// message adds one message, whoever wrote it. role is whose it is when it does not say so.
func (d *draft) message(v jsontree.Value, role string) {
	if d.depth++; d.depth > maxNesting {
		d.depth--
		return
	}
	defer func() { d.depth-- }()
	switch v.Kind() {
	case jsontree.Text, jsontree.Number, jsontree.Bool:
		d.begin(role)
		d.text(v)
		d.end("", "")
	case jsontree.Array:
		d.list(v, role)
	case jsontree.Object:
		d.object(v, role)
	}
}

// list adds a list of messages: a text, one message, or many. A list of lists is a batch (LangChain), a list of two
// words of which the first is a role is a message (LangChain's short form).
func (d *draft) list(v jsontree.Value, role string) {
	first := v.First()
	if second := first.Next(); first.Kind() == jsontree.Text && second.Kind() == jsontree.Text && second.Next().Kind() == jsontree.Absent {
		if r, known := messageRole(first.Word()); known {
			d.begin(r)
			d.text(second)
			d.end("", "")
			return
		}
	}
	if isBlock(first) {
		d.begin(role)
		d.blocks(v)
		d.end("", "")
		return
	}
	for c := first; c.Kind() != jsontree.Absent; c = c.Next() {
		d.message(c, role)
	}
}

// isBlock says whether the value is a part of a message rather than a message.
func isBlock(v jsontree.Value) bool {
	if v.Kind() != jsontree.Object || v.Get("role").Exists() {
		return false
	}
	word := v.Any("type", "block_type").Word()
	if word == "" {
		for c := v.First(); c.Kind() != jsontree.Absent; c = c.Next() {
			if blockMembers[c.Key()] != 0 && !v.Get("content").Exists() {
				return true
			}
		}
		return false
	}
	if _, item := itemRoles[word]; item {
		return false
	}
	return blockTypes[word] != 0
}

// said adds a message that is a role and a text and no more, as most are. It says whether the object is one.
func (d *draft) said(v jsontree.Value) bool {
	var role, text jsontree.Value
	for c := v.First(); c.Kind() != jsontree.Absent; c = c.Next() {
		switch {
		case c.Key() == "role" && role.Kind() == jsontree.Absent:
			role = c
		case c.Key() == "content" && text.Kind() == jsontree.Absent:
			text = c
		default:
			return false
		}
	}
	if role.Kind() != jsontree.Text || role.Cut() || text.Kind() != jsontree.Text || jsontree.LooksLikeArray(text.Source()) {
		return false
	}
	switch whose := role.Text(); whose {
	case roleUser, roleAssistant, roleSystem:
		d.begin(whose)
		d.text(text)
		d.end("", "")
		return true
	}
	return false
}

func (d *draft) object(v jsontree.Value, role string) {
	if d.said(v) {
		return
	}
	word := v.Get("type").Word()
	if items := v.Get("items"); items.Kind() == jsontree.Array && !v.Get("role").Exists() { // LiveKit's context
		d.list(items, role)
		return
	}
	if messages := v.Get("kwargs").Get("messages"); messages.Kind() == jsontree.Array { // LangChain's ChatPromptValue
		d.list(messages, role)
		return
	}
	if r, ok := itemRoles[word]; ok && !v.Get("role").Exists() {
		d.item(v, r)
		return
	}
	fields, whose := whose(v, role)
	if inner := fields.Any("message", "delta"); inner.Kind() == jsontree.Object && !fields.Get("role").Exists() {
		d.message(inner, whose)
		return
	}
	d.plain(fields, whose)
}

// whose returns the fields of a message and whose it is, role when it does not say so. LangChain wraps messages as
// {"lc":1,"type":"constructor","id":[…,"AIMessage"],"kwargs":{…}} or {"type":"ai","data":{…}}.
func whose(v jsontree.Value, role string) (jsontree.Value, string) {
	word := v.Get("type").Word()
	if kwargs := v.Get("kwargs"); v.Get("lc").Exists() && kwargs.Kind() == jsontree.Object {
		class := ""
		for c := v.Get("id").First(); c.Kind() != jsontree.Absent; c = c.Next() {
			class = c.Word()
		}
		for _, name := range [...]string{class, kwargs.Any("role", "type").Word()} {
			if r, known := messageRole(name); known {
				return kwargs, r
			}
		}
		return kwargs, role
	}
	r, known := messageRole(word)
	if data := v.Get("data"); known && data.Kind() == jsontree.Object {
		return data, r
	}
	if named, _ := messageRole(v.Get("role").Word()); named != "" {
		return v, named
	}
	if known { // LangChain's {type: human, content}, AutoGen's UserMessage
		return v, r
	}
	r, _ = messageRole(sender(v, word, role))
	return v, r
}

// sender returns whose message it is that names no role: AutoGen's agents talk by source, its events are named
// gen_ai.user.message.
func sender(v jsontree.Value, word, role string) string {
	if event := v.Get("event.name").Word(); event != "" {
		if r, ok := strings.CutSuffix(strings.TrimPrefix(event, "gen_ai."), ".message"); ok {
			return r
		}
	}
	if source := v.Get("source"); source.Kind() == jsontree.Text && word != "" {
		if source.Text() == roleUser {
			return roleUser
		}
		return roleAssistant
	}
	return role
}

// plain adds a message from its fields, which nearly all providers name alike.
func (d *draft) plain(v jsontree.Value, role string) {
	d.begin(role)
	said := d.unpacked(v.Any("content", "parts", "blocks", "contents", "text", "message", "output", "value"))
	extra := v.Get("additional_kwargs")
	if id := v.Any("tool_call_id", "toolCallId", "call_id").Word(); role == roleTool && !answers(said) {
		if id == "" {
			id = v.Any("id", "name").Word()
		}
		d.toolResponse(id, said)
	} else {
		if thought := v.Any("reasoning_content", "reasoning", "thinking"); thought.Kind() == jsontree.Text {
			d.reasoning(thought)
		} else if thought := extra.Get("reasoning_content"); thought.Kind() == jsontree.Text {
			d.reasoning(thought)
		}
		d.blocks(said)
		d.text(v.Get("refusal"))
		d.audio(v.Get("audio"))
		d.calls(v, extra, said)
	}
	finish := finishOf(v)
	if finish == "" {
		finish = finishOf(v.Any("response_metadata", "meta"))
	}
	d.end(v.Any("name", "source").Word(), finish)
}

// unpacked returns the blocks that some instrumentors have put into a string as JSON.
func (d *draft) unpacked(v jsontree.Value) jsontree.Value {
	if v.Kind() == jsontree.Text && jsontree.LooksLikeArray(v.Source()) {
		if inner, ok := d.tree.ParseContainer(v.Text()); ok && inner.Kind() == jsontree.Array && isBlock(inner.First()) {
			return inner
		}
	}
	return v
}

// audio adds the spoken answer of OpenAI's {id, data, transcript}.
func (d *draft) audio(v jsontree.Value) {
	if v.Kind() != jsontree.Object {
		return
	}
	d.text(v.Get("transcript"))
	if v.Any("data", "id").Exists() {
		d.mediaOf("audio", v, v)
	}
}

// calls adds the tool calls of a message, once: LangChain repeats those in content and in additional_kwargs.
func (d *draft) calls(v, extra, said jsontree.Value) {
	if hasCall(said) {
		return
	}
	list := v.Any("tool_calls", "toolCalls", "tool_call", "toolInvocations")
	if list.First().Kind() == jsontree.Absent && list.Kind() != jsontree.Text {
		list = extra.Get("tool_calls")
	}
	if list.Exists() {
		d.callsOf(list)
		return
	}
	if call := v.Get("function_call"); call.Kind() == jsontree.Object { // OpenAI, before tools
		d.callOf(call)
	}
}

func hasCall(v jsontree.Value) bool {
	for c := v.First(); c.Kind() != jsontree.Absent; c = c.Next() {
		if blockTypes[c.Get("type").Word()] == callBlock || c.Any("toolUse", "functionCall", "function_call", "toolRequest", "tool_call").Exists() {
			return true
		}
	}
	return false
}

// answers says whether content of a tool's message holds results that name their calls.
func answers(v jsontree.Value) bool {
	first := v.First()
	if v.Kind() != jsontree.Array || first.Kind() != jsontree.Object {
		return false
	}
	if blockTypes[first.Get("type").Word()] == responseBlock || inForm(first.Get("type").Word(), first) && first.Get("type").Word() != "text" {
		return true
	}
	return first.Get("call_id").Exists() ||
		first.Any("toolResult", "functionResponse", "function_response", "toolResponse", "tool_call_result").Exists()
}
