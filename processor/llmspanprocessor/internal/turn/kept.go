package turn

import (
	"encoding/json"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/dialect"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/spantree"
)

// What is kept of messages and of a tool's arguments where a pass over single spans takes these away.
const (
	keptCalled    = genai.KeptPrefix + "called_tools"       // the tools that an answer asks for and that may hand over
	keptArguments = genai.KeptPrefix + "handover_arguments" // JSON: of a tool's arguments, the one that names an agent
)

// longestName is more than the name of an agent or a tool has.
const longestName = 128

// Signs are what a span's content tells of handovers.
type Signs struct {
	called    []string
	arguments string
}

// SignsOf reads them, before content is treated.
func SignsOf(n *spantree.Node) Signs {
	switch n.Facts.Role() {
	case genai.RoleCall:
		return Signs{called: slices.DeleteFunc(calledTools(n), func(name string) bool { return !isHandover(name) })}
	case genai.RoleTool, genai.RoleHandoff:
		return Signs{arguments: handoverArguments(fold(n.Facts.Text(dialect.ToolName)), arguments(n))}
	}
	return Signs{}
}

// isHandover says whether a name is one that tools may have, and that of a tool that hands over: a name that a model
// answers with may be anything.
func isHandover(name string) bool {
	if len(name) > longestName || strings.Trim(name, toolLetters) != "" {
		return false
	}
	plain := fold(name)
	for _, row := range handoverTools {
		if plain == row.name {
			return true
		}
	}
	return slices.ContainsFunc(handoverPrefixes, func(prefix string) bool { return strings.HasPrefix(plain, prefix) })
}

// toolLetters are those of which providers let names of tools be made.
const toolLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-."

// handoverArguments cuts a tool's arguments down to the agent that they name.
func handoverArguments(tool, arguments string) string {
	for _, row := range handoverTools {
		if tool != row.name {
			continue
		}
		if to := named(arguments, row.argument); to != "" && dialect.LooksLikeName(to) {
			kept, _ := json.Marshal(map[string]string{row.argument: to}) // of strings alone: it cannot fail
			return string(kept)
		}
	}
	return ""
}

// Keep writes on a span what its content told and, now that it has been treated, no longer tells.
func (s Signs) Keep(n *spantree.Node) {
	attrs := n.Span.Attributes()
	if now := SignsOf(n); s.arguments != "" && now.arguments != s.arguments {
		attrs.PutStr(keptArguments, s.arguments)
	} else if !slices.Equal(now.called, s.called) {
		list := attrs.PutEmptySlice(keptCalled)
		list.EnsureCapacity(len(s.called))
		for _, name := range s.called {
			list.AppendEmpty().SetStr(name)
		}
	}
}

// keptTools lists the tools that an earlier pass kept.
func keptTools(n *spantree.Node) ([]string, bool) {
	if !n.Facts.Marked {
		return nil, false
	}
	v, ok := n.Span.Attributes().Get(keptCalled)
	if !ok || v.Type() != pcommon.ValueTypeSlice {
		return nil, false
	}
	var names []string
	for _, name := range v.Slice().All() {
		names = append(names, name.AsString())
	}
	return names, true
}

// arguments are those of a tool, or as much of them as an earlier pass kept.
func arguments(n *spantree.Node) string {
	if n.Facts.Marked {
		if v, ok := n.Span.Attributes().Get(keptArguments); ok {
			return v.AsString()
		}
	}
	return n.Facts.Text(dialect.ToolArguments)
}
