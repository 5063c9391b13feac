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

// elements calls yield with each element of a flattened list, in order, put together again as an object.
func (b *build) elements(group flatGroup, yield func(jsontree.Value)) {
	if !slices.IsSortedFunc(b.flat, compareFlat) {
		slices.SortStableFunc(b.flat, compareFlat)
	}
	from, _ := slices.BinarySearchFunc(b.flat, group, func(a flatAttr, g flatGroup) int { return int(a.group) - int(g) })
	for from < len(b.flat) && b.flat[from].group == group {
		n := b.flat[from].n
		element := b.tree.Object()
		for ; from < len(b.flat) && b.flat[from].group == group && b.flat[from].n == n; from++ {
			a := b.flat[from]
			leaf := b.tree.Value(a.value)
			b.tree.Set(element, a.path, leaf)
		}
		yield(element)
	}
}

func compareFlat(x, y flatAttr) int {
	if x.group != y.group {
		return int(x.group) - int(y.group)
	}
	return x.n - y.n
}
