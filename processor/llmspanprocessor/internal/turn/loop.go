package turn

import (
	"slices"
	"strings"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/dialect"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/spantree"
)

// longestCycle bounds the cycles of agents that are looked for.
const longestCycle = 8

// loop finds the same tool with the same arguments, or the same cycle of agents, threshold times running.
func loop(t *spantree.Tree, turns []*Turn, threshold int) string {
	if threshold < 2 {
		return ""
	}
	if tool := toolLoop(t, threshold); tool != "" {
		return tool
	}
	if len(turns) < 2*threshold {
		return ""
	}
	names := make([]string, 0, len(turns))
	for _, turn := range turns {
		names = append(names, turn.Agent)
	}
	return cycle(names, threshold)
}

// toolLoop follows the tools of each agent in the order of time. Without arguments nothing can be said to be the same.
func toolLoop(t *spantree.Tree, threshold int) string {
	type run struct {
		name, arguments string
		n               int
	}
	var last map[string]run
	for _, n := range t.Nodes {
		if n.Role != genai.RoleTool {
			continue
		}
		name, arguments := n.Facts.Text(dialect.ToolName), n.Facts.Text(dialect.ToolArguments)
		r, ok := last[n.Agent]
		if !ok || r.name != name || r.arguments != arguments {
			r = run{name, arguments, 0}
		}
		if r.n++; r.n >= threshold && name != "" && arguments != "" {
			return name
		}
		if last == nil {
			last = map[string]run{}
		}
		last[n.Agent] = r
	}
	return ""
}

// cycle finds the shortest sequence of two or more agents that repeats threshold times without a break.
func cycle(names []string, threshold int) string {
	for length := 2; length <= longestCycle && length*threshold <= len(names); length++ {
		same := 0
		for i := length; i < len(names); i++ {
			if names[i] != names[i-length] {
				same = 0
				continue
			}
			if same++; same < length*(threshold-1) {
				continue
			}
			first := names[i+1-length*threshold : i+1-length*(threshold-1)]
			if !allEqual(first) {
				return strings.Join(first, " > ")
			}
		}
	}
	return ""
}

func allEqual(names []string) bool {
	return !slices.ContainsFunc(names, func(s string) bool { return s != names[0] })
}
