package content

import (
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content/jsontree"
)

// flatAttr is one attribute of a list that an emitter has flattened: llm.input_messages.3.message.role.
type flatAttr struct {
	group flatGroup
	n     int
	path  string
	value pcommon.Value
}

// flatGroup is one such list, an index of flatPrefixes.
type flatGroup uint8

const (
	flatInputMessages flatGroup = iota
	flatOutputMessages
	flatPrompts
	flatChoices
	flatTools
	flatPrompt
	flatCompletion
	flatFunctions
)

var flatPrefixes = [...]struct {
	text  string
	shape Shape
}{
	flatInputMessages:  {"llm.input_messages.", OpenInference},
	flatOutputMessages: {"llm.output_messages.", OpenInference},
	flatPrompts:        {"llm.prompts.", OpenInference},
	flatChoices:        {"llm.choices.", OpenInference},
	flatTools:          {"llm.tools.", OpenInference},
	flatPrompt:         {"gen_ai.prompt.", Traceloop},
	flatCompletion:     {"gen_ai.completion.", Traceloop},
	flatFunctions:      {"llm.request.functions.", Traceloop},
}

// index reads the number that the rest of a flattened key begins with.
func index(s string) (n int, rest string, ok bool) {
	i := 0
	for i < len(s) && i < 7 && s[i] >= '0' && s[i] <= '9' {
		n = n*10 + int(s[i]-'0')
		i++
	}
	if i == 0 || i+1 >= len(s) || s[i] != '.' {
		return 0, "", false
	}
	return n, s[i+1:], true
}

// elements calls yield with the attributes of each element of a flattened list, in order.
func (b *build) elements(group flatGroup, yield func([]flatAttr)) {
	if !slices.IsSortedFunc(b.flat, compareFlat) {
		slices.SortStableFunc(b.flat, compareFlat)
	}
	from, _ := slices.BinarySearchFunc(b.flat, group, func(a flatAttr, g flatGroup) int { return int(a.group) - int(g) })
	for from < len(b.flat) && b.flat[from].group == group {
		to := from + 1
		for to < len(b.flat) && b.flat[to].group == group && b.flat[to].n == b.flat[from].n {
			to++
		}
		yield(b.flat[from:to])
		from = to
	}
}

// objects calls yield with each element of a flattened list, put together again as an object.
func (b *build) objects(group flatGroup, yield func(jsontree.Value)) {
	b.elements(group, func(attrs []flatAttr) { yield(b.object(attrs)) })
}

func (b *build) object(attrs []flatAttr) jsontree.Value {
	element := b.tree.Object()
	for _, a := range attrs {
		b.tree.Set(element, a.path, b.tree.Value(a.value))
	}
	return element
}

// flattened adds the messages of a flattened list. Most have nothing but a role and a text, and go straight through.
func (b *build) flattened(d *draft, group flatGroup, role string) {
	b.elements(group, func(attrs []flatAttr) {
		whose, text, finish, ok := simple(attrs)
		if !ok {
			d.message(unquoted(b, b.object(attrs)), role)
			return
		}
		if r, _ := messageRole(whose); r != "" {
			d.begin(r)
		} else {
			d.begin(role)
		}
		d.plainText(text)
		d.end("", finish)
	})
}

// simple reads a message that is a role and a text and no more.
func simple(attrs []flatAttr) (role, text, finish string, ok bool) {
	for _, a := range attrs {
		if a.value.Type() != pcommon.ValueTypeStr {
			return "", "", "", false
		}
		switch a.path {
		case "message.role", "role":
			role = a.value.Str()
		case "message.content", "content":
			text = a.value.Str()
		case "finish_reason":
			finish = a.value.Str()
		default:
			return "", "", "", false
		}
	}
	known, _ := messageRole(role)
	plain := known != roleTool && text != `""` && !jsontree.LooksLikeContainer(text)
	return role, text, finish, plain
}

func compareFlat(x, y flatAttr) int {
	if x.group != y.group {
		return int(x.group) - int(y.group)
	}
	return x.n - y.n
}
