package content

import "github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content/jsontree"

// The members in which requests keep what the system says, the messages, and what is yet another envelope, in the order
// in which they are believed. OpenAI chat and Responses, Anthropic, Bedrock, Gemini and ADK, Cohere, Ollama, Titan,
// LangChain, Traceloop, Langfuse, LlamaIndex, DSPy; read 2026-11-22.
var (
	systemMembers = []string{
		"system", "instructions", "systemInstruction", "system_instruction", "system_instructions", "system_prompt",
		"systemPrompt", "preamble",
	}
	messageMembers = []string{
		"messages", "contents", "chat_history", "history", "prompts", "prompt", "input", "inputs", "message", "query", "question",
		"inputText", "text", "user_prompt", "task", "chat_ctx",
	}
	envelopeMembers = []string{"kwargs", "body", "data", "request", "value", "args"}
)

// request adds the messages of a request, and says whether it was recognised as one. prose says that a text, or JSON
// of an unknown form, is what the user said.
func (d *draft) request(v jsontree.Value, prose bool) bool {
	if d.depth++; d.depth > maxNesting {
		d.depth--
		return false
	}
	defer func() { d.depth-- }()
	if v.Kind() == jsontree.Text {
		if inner, ok := d.tree.ParseContainer(v.Text()); ok {
			v = inner
		}
	}
	switch v.Kind() {
	case jsontree.Text, jsontree.Number:
		if !prose || v.Source() == "" {
			return false
		}
		d.message(v, roleUser)
		return true
	case jsontree.Array:
		if !isConversation(v, prose) {
			return false
		}
		d.list(v, roleUser)
		return true
	case jsontree.Object:
		return d.requestObject(v, prose)
	}
	return false
}

func (d *draft) requestObject(v jsontree.Value, prose bool) bool {
	if isMessage(v) {
		d.message(v, roleUser)
		return true
	}
	found := d.systemOf(v)
	for _, key := range messageMembers {
		c := v.Get(key)
		if !c.Exists() || !d.requestMember(key, c, prose) {
			continue
		}
		found = true
		if key == "chat_history" || key == "history" { // the question itself stands beside it
			continue
		}
		return true
	}
	if found {
		return true
	}
	for _, key := range envelopeMembers {
		if c := v.Get(key); c.Exists() && d.request(c, false) {
			return true
		}
	}
	return false
}

func (d *draft) requestMember(key string, c jsontree.Value, prose bool) bool {
	switch key {
	case "messages", "contents", "prompts", "prompt", "message", "query", "question", "inputText", "user_prompt", "task":
		return d.request(c, true)
	}
	return d.request(c, prose)
}

// systemOf adds what a request tells the model about itself.
func (d *draft) systemOf(v jsontree.Value) bool {
	s := v.Any(systemMembers...)
	if !s.Exists() {
		s = v.Get("config").Any(systemMembers...)
	}
	if !s.Exists() || s.Kind() == jsontree.Text && s.Source() == "" {
		return false
	}
	d.begin(roleSystem)
	if parts := s.Any("parts", "content"); s.Kind() == jsontree.Object && parts.Exists() { // Gemini's Content
		s = parts
	}
	d.blocks(s)
	d.end("", "")
	return true
}

// isMessage says whether an object is one message rather than an envelope of messages.
func isMessage(v jsontree.Value) bool {
	if v.Get("role").Kind() == jsontree.Text {
		return v.Any("content", "parts", "tool_calls", "blocks", "message", "text").Exists()
	}
	if v.Get("lc").Exists() && v.Get("kwargs").Kind() == jsontree.Object {
		return !v.Get("kwargs").Get("prompts").Exists()
	}
	word := v.Get("type").Word()
	if _, item := itemRoles[word]; item {
		return true
	}
	if _, known := messageRole(word); known && word != "" {
		return v.Any("content", "data").Exists()
	}
	if v.Get("event.name").Exists() {
		return true
	}
	return v.Get("items").Kind() == jsontree.Array && isMessage(v.Get("items").First())
}

// isConversation says whether a list is one of messages, of blocks, or of lists of messages.
func isConversation(v jsontree.Value, prose bool) bool {
	first := v.First()
	switch first.Kind() {
	case jsontree.Object:
		return isMessage(first) || isBlock(first) || first.Any("message", "delta").Kind() == jsontree.Object
	case jsontree.Array:
		return isConversation(first, prose)
	case jsontree.Text:
		if _, known := messageRole(first.Word()); known {
			return true
		}
		return prose
	}
	return false
}
