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

func (d *draft) object(v jsontree.Value, role string) {
	if kwargs := v.Get("kwargs"); v.Get("lc").Exists() && kwargs.Kind() == jsontree.Object {
		d.constructed(v, kwargs, role)
		return
	}
	word := v.Get("type").Word()
	if data := v.Get("data"); data.Kind() == jsontree.Object && word != "" {
		if r, known := messageRole(word); known { // LangChain's messages_to_dict
			d.plain(data, r)
			return
		}
	}
	if word == "items" || v.Get("items").Kind() == jsontree.Array && !v.Get("role").Exists() { // LiveKit's context
		d.list(v.Get("items"), role)
		return
	}
	named := v.Get("role").Word()
	if named == "" {
		if r, ok := itemRoles[word]; ok {
			d.item(v, r)
			return
		}
		if inner := v.Any("message", "delta"); inner.Kind() == jsontree.Object {
			d.message(inner, role)
			return
		}
		if r, known := messageRole(word); known {
			named = r // LangChain's {type: human, content}, AutoGen's UserMessage
		} else {
			named = sender(v, word, role)
		}
	}
	if r, _ := messageRole(named); r != "" {
		role = r
	}
	d.plain(v, role)
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

// constructed adds a message in LangChain's serialised form: {"lc":1,"type":"constructor","id":[…,"AIMessage"],"kwargs":{…}}.
func (d *draft) constructed(v, kwargs jsontree.Value, role string) {
	if messages := kwargs.Get("messages"); messages.Kind() == jsontree.Array { // a ChatPromptValue
		d.list(messages, role)
		return
	}
	class := ""
	for c := v.Get("id").First(); c.Kind() != jsontree.Absent; c = c.Next() {
		class = c.Word()
	}
	if r, known := messageRole(class); known {
		role = r
	} else if r, known := messageRole(kwargs.Any("role", "type").Word()); known {
		role = r
	}
	d.plain(kwargs, role)
}

// plain adds a message from its fields, which nearly all providers name alike.
func (d *draft) plain(v jsontree.Value, role string) {
	d.begin(role)
	said := v.Any("content", "parts", "blocks", "contents", "text", "message", "output", "value")
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
		d.said(said)
		d.text(v.Get("refusal"))
		d.audio(v.Get("audio"))
		d.calls(v, extra, said)
	}
	finish := finishOf(v)
	if finish == "" {
		finish = finishOf(v.Get("response_metadata"))
	}
	d.end(v.Any("name", "source").Word(), finish)
}

// said adds content, which some instrumentors have put into a string as JSON.
func (d *draft) said(v jsontree.Value) {
	if v.Kind() == jsontree.Text && jsontree.LooksLikeContainer(v.Source()) {
		if inner, ok := d.tree.ParseContainer(v.Text()); ok && inner.Kind() == jsontree.Array && isBlock(inner.First()) {
			v = inner
		}
	}
	d.blocks(v)
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
