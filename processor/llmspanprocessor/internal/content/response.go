package content

import "github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content/jsontree"

// answerMembers are the members in which responses keep what was answered, in the order in which they are believed.
// OpenAI chat and Responses, Gemini, LangChain's LLMResult, Bedrock Converse, Anthropic and ADK, Ollama and Cohere,
// Haystack, Traceloop, Titan and Llama on Bedrock, the AI SDK, CrewAI; read 2026-11-22.
var answerMembers = []string{
	"choices", "candidates", "generations", "output", "content", "message", "raw", "messages", "replies", "outputs", "results",
	"response", "generation", "completion", "output_text", "outputText", "text", "object", "final_output", "final_result",
	"answer", "result", "data", "value", "body", "kwargs", "update",
}

// answer adds the messages of a response, and says whether it was recognised as one. prose says that a text, or JSON of
// an unknown form, is what the model said.
func (d *draft) answer(v jsontree.Value, prose bool) bool {
	if d.depth++; d.depth > maxNesting {
		d.depth--
		return false
	}
	defer func() { d.depth-- }()
	if v.Kind() == jsontree.Text {
		if inner, ok := d.tree.ParseContainer(v.Text()); ok && (!prose || recognised(inner)) {
			v = inner
		}
	}
	switch v.Kind() {
	case jsontree.Text, jsontree.Number:
		if !prose || v.Source() == "" {
			return false
		}
		d.message(v, roleAssistant)
		return true
	case jsontree.Array:
		return d.answers(v, prose)
	case jsontree.Object:
		return d.answerObject(v, prose)
	}
	return false
}

// recognised says whether JSON in a text is messages and not an answer that happens to be JSON.
func recognised(v jsontree.Value) bool {
	if v.Kind() == jsontree.Array {
		return isConversation(v, false)
	}
	return isMessage(v) || v.Any("choices", "candidates", "generations").Kind() == jsontree.Array
}

// answers adds a list: choices, messages, items of the Responses API, blocks, or lists of these.
func (d *draft) answers(v jsontree.Value, prose bool) bool {
	first := v.First()
	switch first.Kind() {
	case jsontree.Object:
		if isBlock(first) && finishOf(first) == "" {
			d.list(v, roleAssistant)
			return true
		}
		if isMessage(first) {
			return d.lastWords(v)
		}
		found := false
		for c := first; c.Kind() != jsontree.Absent; c = c.Next() {
			found = d.choice(c) || found
		}
		return found
	case jsontree.Array:
		found := false
		for c := first; c.Kind() != jsontree.Absent; c = c.Next() {
			found = d.answer(c, prose) || found
		}
		return found
	case jsontree.Text:
		if prose {
			d.list(v, roleAssistant)
		}
		return prose
	}
	return false
}

// lastWords adds the messages of a list that came out. Where what went in stands before them, as in the state of a graph,
// only what follows it came out.
func (d *draft) lastWords(list jsontree.Value) bool {
	from, asked := list.First(), false
	for m := from; m.Kind() != jsontree.Absent; m = m.Next() {
		_, role := whose(m, roleAssistant)
		asked = asked || role == roleUser || role == roleSystem
		if asked && role != roleAssistant {
			from = m.Next()
		}
	}
	if asked && list.Cut() { // nobody knows what the last words were
		return false
	}
	for m := from; m.Kind() != jsontree.Absent; m = m.Next() {
		d.message(m, roleAssistant)
	}
	return from.Kind() != jsontree.Absent
}

// choice adds one of the answers of a response. Its finish reason stands beside its message.
func (d *draft) choice(v jsontree.Value) bool {
	if v.Kind() != jsontree.Object {
		return d.answer(v, true)
	}
	before := len(d.finish)
	m := v.Any("message", "delta", "content", "text", "output", "outputText", "generation")
	if !m.Exists() {
		return false
	}
	d.answerOf(m)
	finish := finishOf(v)
	if finish == "" {
		finish = finishOf(v.Any("generation_info", "meta"))
	}
	d.finishLast(finish, before)
	return true
}

// answerOf adds one message of the model, of which it is known that it is one.
func (d *draft) answerOf(m jsontree.Value) {
	if m.Kind() == jsontree.Array {
		d.begin(roleAssistant)
		d.blocks(m)
		d.end("", "")
		return
	}
	d.message(m, roleAssistant)
}

func (d *draft) answerObject(v jsontree.Value, prose bool) bool {
	before := len(d.finish)
	if isMessage(v) {
		d.message(v, roleAssistant)
		d.finishLast(finishOf(v), before)
		return true
	}
	for _, key := range answerMembers {
		c := v.Get(key)
		if !c.Exists() || c.Kind() == jsontree.Text && c.Source() == "" {
			continue
		}
		if !d.answerMember(key, v, c, prose) {
			continue
		}
		finish := finishOf(v)
		if status := v.Get("status").Word(); finish == "" && v.Get("output").Kind() == jsontree.Array {
			finish = status // of a response of the Responses API
		}
		d.finishLast(finish, before)
		return true
	}
	if calls := v.Any("tool_calls", "toolCalls"); calls.Kind() == jsontree.Array {
		d.begin(roleAssistant)
		d.callsOf(calls)
		d.end("", finishOf(v))
		return true
	}
	return false
}

func (d *draft) answerMember(key string, v, c jsontree.Value, prose bool) bool {
	switch key {
	case "content":
		if c.Kind() == jsontree.Array || c.Kind() == jsontree.Object && !isMessage(c) {
			d.begin(roleAssistant)
			d.blocks(c)
			d.end("", "")
			return true
		}
		return d.answer(c, true)
	case "message", "text", "generation", "completion", "output_text", "outputText", "answer", "raw", "final_output", "final_result":
		if calls := v.Any("tool_calls", "toolCalls"); c.Kind() == jsontree.Text && calls.Kind() == jsontree.Array {
			d.begin(roleAssistant)
			d.text(c)
			d.callsOf(calls)
			d.end("", "")
			return true
		}
		return d.answer(c, true)
	case "object":
		if c.Kind() != jsontree.Object { // OpenAI's "object": "chat.completion"
			return false
		}
		d.message(c.Tree().String(string(c.AppendJSON(nil))), roleAssistant)
		return true
	}
	return d.answer(c, prose)
}

// finishLast gives the message that was added last a finish reason, unless it has told one itself since before.
func (d *draft) finishLast(finish string, before int) {
	if finish == "" || len(d.finish) > before {
		return
	}
	if d.open {
		d.end("", finish)
		return
	}
	if d.ended {
		return
	}
	d.ended = true
	n := len(d.messages)
	if n == 0 || d.messages[n-1] != '}' {
		return
	}
	d.finish = append(d.finish, finish)
	d.messages = append(d.messages[:n-1], `,"finish_reason":`...)
	d.messages = jsontree.AppendString(d.messages, finishReason(finish))
	d.messages = append(d.messages, '}')
}
