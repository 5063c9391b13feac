package content

import (
	"slices"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content/jsontree"
)

// flatAttr is one attribute of a list that an emitter has flattened: llm.input_messages.3.message.role.
type flatAttr struct {
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
	flatGroups
)

// flatList is what a span has of one such list.
type flatList struct {
	attrs    []flatAttr
	unsorted bool
}

func (l *flatList) reset() {
	clear(l.attrs)
	l.attrs, l.unsorted = l.attrs[:0], false
}

// sorted lists the attributes in the order of their elements.
func (l *flatList) sorted() []flatAttr {
	if l.unsorted {
		slices.SortStableFunc(l.attrs, func(x, y flatAttr) int { return x.n - y.n })
		l.unsorted = false
	}
	return l.attrs
}

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

// flatGroupOf returns the list that a key may belong to: no two begin with the same letter behind what they have in common.
func flatGroupOf(key string) flatGroup {
	const llm, genai = len("llm."), len("gen_ai.")
	switch {
	case len(key) <= genai:
	case key[0] == 'l':
		switch key[llm] {
		case 'i':
			return flatInputMessages
		case 'o':
			return flatOutputMessages
		case 'p':
			return flatPrompts
		case 'c':
			return flatChoices
		case 't':
			return flatTools
		case 'r':
			return flatFunctions
		}
	case key[0] == 'g':
		switch key[genai] {
		case 'p':
			return flatPrompt
		case 'c':
			return flatCompletion
		}
	}
	return flatGroups
}

// takeFlat takes an attribute that is one of a flattened list.
func (b *build) takeFlat(key string, value pcommon.Value) {
	group := flatGroupOf(key)
	if group == flatGroups {
		return
	}
	prefix := &flatPrefixes[group]
	rest, ok := strings.CutPrefix(key, prefix.text)
	if !ok {
		return
	}
	n, rest, ok := index(rest)
	if !ok {
		return
	}
	l := &b.flat[group]
	if last := len(l.attrs); last > 0 && n < l.attrs[last-1].n {
		l.unsorted = true
	}
	l.attrs = append(l.attrs, flatAttr{n: n, path: rest, value: value})
	b.flats |= 1 << group
	b.shapes |= 1 << prefix.shape
}

// elements calls yield with the attributes of each element of a flattened list, in order.
func (b *build) elements(group flatGroup, yield func([]flatAttr)) {
	attrs := b.flat[group].sorted()
	for from := 0; from < len(attrs); {
		to := from + 1
		for to < len(attrs) && attrs[to].n == attrs[from].n {
			to++
		}
		yield(attrs[from:to])
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

// flattened adds the messages of a flattened list. Most go straight through, without being put together first.
func (b *build) flattened(d *draft, group flatGroup, role string) {
	b.elements(group, func(attrs []flatAttr) {
		if b.message.read(attrs) {
			d.flat(&b.message, role)
		} else {
			d.message(unquoted(b, b.object(attrs)), role)
		}
	})
}
