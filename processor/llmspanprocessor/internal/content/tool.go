package content

import (
	"strings"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content/jsontree"
)

// giveArguments takes what a tool was given.
func (b *build) giveArguments(v jsontree.Value) {
	if !b.needArguments {
		return
	}
	if s := b.compact(argumentsOf(v)); s != "" {
		b.result.ToolArguments, b.needArguments = s, false
	}
}

// giveResult takes what a tool answered.
func (b *build) giveResult(v jsontree.Value) {
	if !b.needResult {
		return
	}
	if v.Kind() == jsontree.Text {
		if inner := answerOfTool(b.out.unpacked(v)); inner.Kind() == jsontree.Text {
			v = inner
		}
	}
	if s := b.compact(answerOfTool(v)); s != "" {
		b.result.ToolResult, b.needResult = s, false
	}
}

// argumentsOf takes off what frameworks wrap around arguments: Traceloop's {"input_str":…,"inputs":…}, LangSmith's
// {"input":…}.
func argumentsOf(v jsontree.Value) jsontree.Value {
	if inputs := v.Get("inputs"); inputs.Kind() == jsontree.Object {
		return inputs
	}
	if s := v.Get("input_str"); s.Exists() {
		return s
	}
	return sole(v, "inputs", "input")
}

// answerOfTool takes off what frameworks wrap around results: {"output":…}, LangChain's ToolMessage, MCP's content.
func answerOfTool(v jsontree.Value) jsontree.Value {
	for range maxNesting {
		inner := sole(v, "output", "outputs", "result")
		if kwargs := inner.Get("kwargs"); inner.Get("lc").Exists() && kwargs.Get("content").Exists() {
			inner = kwargs.Get("content")
		} else if data := inner.Get("data"); inner.Get("type").Word() == "tool" && data.Get("content").Exists() {
			inner = data.Get("content")
		} else if word := inner.Get("type").Word(); (word == "tool" || inner.Get("tool_call_id").Exists()) && inner.Get("content").Exists() {
			inner = inner.Get("content")
		}
		if inner = soleText(inner); inner == v {
			break
		}
		v = inner
	}
	return v
}

// sole returns the member of an object that has no other, if it has one of the names. Traceloop's kwargs do not count.
func sole(v jsontree.Value, names ...string) jsontree.Value {
	first := v.First()
	if v.Kind() != jsontree.Object || first.Kind() == jsontree.Absent {
		return v
	}
	for c := first.Next(); c.Kind() != jsontree.Absent; c = c.Next() {
		if c.Key() != "kwargs" {
			return v
		}
	}
	for _, name := range names {
		if first.Key() == name {
			return first
		}
	}
	return v
}

// compact returns the text of an attribute for a value: JSON, or the text itself where it is none.
func (b *build) compact(v jsontree.Value) string {
	if !v.Exists() {
		return ""
	}
	if v.Kind() != jsontree.Text {
		return b.jsonText(v)
	}
	s := v.Text()
	if strings.TrimSpace(s) == "" {
		return ""
	}
	if inner, ok := b.tree.ParseContainer(s); ok && !inner.Sound() {
		return b.jsonText(inner)
	}
	return s
}

// jsonText returns the JSON that a value is.
func (b *build) jsonText(v jsontree.Value) string {
	b.spare = v.AppendJSON(b.spare[:0])
	return b.texts.text(b.spare)
}
