package content

import "github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content/jsontree"

// callID returns the id that a call and its result have in common. The Responses API has an id of the item beside it.
func callID(v jsontree.Value) string {
	return v.Any("call_id", "tool_call_id", "toolCallId", "tool_use_id", "toolUseId", "id", "ref").Word()
}

// callOf adds one tool call, however it is written: {id,function:{name,arguments}} (OpenAI), {id,name,input} (Anthropic),
// {id,name,args} (LangChain), {toolCallId,toolName,input|args} (AI SDK), {toolUseId,name,input} (Bedrock), {call_id,name,
// arguments} (Responses), {tool_name,arguments} (Haystack), {name,args} (Gemini), {ref,name,input} (Genkit), {tool_id,
// tool_name,tool_kwargs} (LlamaIndex).
func (d *draft) callOf(v jsontree.Value) {
	if tc := v.Get("tool_call"); tc.Kind() == jsontree.Object { // OpenInference, nested
		v = tc
	}
	f := v.Get("function")
	if f.Kind() != jsontree.Object {
		f = v
	}
	name := f.Any("name", "toolName", "tool_name").Word()
	d.toolCall(callID(v), name, f.Any("arguments", "input", "args", "tool_kwargs", "parameters"))
}

// callsOf adds a list of tool calls.
func (d *draft) callsOf(list jsontree.Value) {
	list = d.unwrap(list)
	for c := list.First(); c.Kind() != jsontree.Absent; c = c.Next() {
		if c.Kind() == jsontree.Object {
			d.callOf(c)
		}
	}
}

// resultOf returns what a tool answered. The AI SDK's output is {type: text|json|error-text|content, value}.
func resultOf(v jsontree.Value) jsontree.Value {
	r := v.Any("output", "response", "result", "content", "error", "text")
	if inner := r.Get("value"); r.Get("type").Kind() == jsontree.Text && inner.Exists() {
		return inner
	}
	return r
}

// mediaOf adds a block of media. What holds the data is a text, or an object around it.
func (d *draft) mediaOf(modality string, v, data jsontree.Value) {
	mime := v.Any("media_type", "mediaType", "mime_type", "mimeType", "contentType").Word()
	if s := v.Get("source"); s.Kind() == jsontree.Object {
		d.source(modality, mime, s)
		return
	}
	id := v.Get("file_id")
	if data.Kind() == jsontree.Object {
		if m := data.Any("media_type", "mime_type", "mimeType").Word(); m != "" {
			mime = m
		}
		if f := data.Get("format").Word(); f != "" && mime == "" && modality != "" {
			mime = modality + "/" + f
		}
		if id = data.Get("file_id"); !id.Exists() && modality == "audio" {
			if data.Get("data").Kind() == jsontree.Absent {
				id = data.Get("id") // an answer's audio, kept by OpenAI
			}
		}
		if image := data.Get("image"); image.Kind() == jsontree.Object { // OpenInference: image.image.url
			data = image
		}
		data = data.Any("url", "uri", "data", "file_data", "file_url", "base64", "bytes")
	}
	d.media(modality, mime, data, id)
}
