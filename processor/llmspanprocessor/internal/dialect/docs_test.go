package dialect

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const page = "../../../../docs/dialects.md"

// TestThePageSaysWhatEachDialectTells checks the tables of docs/dialects.md that are made from the rows; -update writes them.
func TestThePageSaysWhatEachDialectTells(t *testing.T) {
	content, err := os.ReadFile(page)
	require.NoError(t, err)
	want := string(content)
	for name, table := range map[string]string{"tells": tellsTable(), "ag2": ag2Table()} {
		before, rest, found := strings.Cut(want, "<!-- "+name+" -->\n")
		require.True(t, found, name)
		_, after, found := strings.Cut(rest, "<!-- /"+name+" -->")
		require.True(t, found, name)
		want = before + "<!-- " + name + " -->\n\n" + table + "\n<!-- /" + name + " -->" + after
	}
	if *update {
		require.NoError(t, os.WriteFile(page, []byte(want), 0o644))
		return
	}
	require.Equal(t, want, string(content), "run the test with -update")
}

func tellsTable() string {
	var b strings.Builder
	b.WriteString("| dialect | signs beside the scope | kinds of span | its own names tell | input without cached tokens | cannot tell |\n|---|---|---|---|---|---|\n")
	for _, d := range dialects() {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s |\n", d.Name, signsOf(d), strings.Join(rolesOf(d), ", "),
			strings.Join(groupsOf(d), ", "), exclusiveOf(d), d.Lacks)
	}
	return b.String()
}

func signsOf(d *Dialect) string {
	var list []string
	for _, k := range d.Keys {
		list = append(list, "`"+k+"`")
	}
	for _, v := range d.Values {
		list = append(list, "`"+v.Key+"="+v.Value+"`")
	}
	for _, n := range d.Names {
		list = append(list, "the name `"+n+"`")
	}
	for _, v := range d.ResourceValues {
		list = append(list, "the resource `"+v.Key+"="+v.Value+"`")
	}
	s := strings.Join(list, ", ")
	if len(d.With) > 0 {
		s += ", each with a token count"
	}
	return s
}

func rolesOf(d *Dialect) []string {
	var roles []string
	for _, m := range meaningsOf(d) {
		if m.Role != "" {
			roles = append(roles, string(m.Role))
		}
	}
	slices.Sort(roles)
	return slices.Compact(roles)
}

// groups names what fields are for, in the words of a reader.
var groups = []struct {
	name   string
	fields []Field
}{
	{"model", []Field{RequestModel, ResponseModel, ProviderModel}},
	{"tokens", []Field{InputTokens, NoCacheTokens, TotalTokens}},
	{"cached tokens", []Field{CacheRead, CacheWrite}},
	{"writes by lifetime", []Field{CacheWrite5m, CacheWrite1h}},
	{"reasoning", []Field{Reasoning, OutsideReasoning}},
	{"audio", []Field{AudioInput, AudioOutput}},
	{"cost", []Field{ReportedCost}},
	{"time to first token", []Field{TimeToFirstChunk}},
	{"agent", []Field{AgentName, AgentID}},
	{"tool", []Field{ToolName, ToolArguments, ToolResult}},
	{"conversation", []Field{Conversation}},
	{"run", []Field{RunKey, ChannelID}},
	{"handoff", []Field{HandoffFrom, HandoffTo, SelectedAgent, ParentAgent, ParentAgentID, Delegate}},
	{"messages between agents", []Field{Sender, Recipient}},
	{"graph", []Field{GraphNode}},
	{"guardrail", []Field{Tripwire}},
}

func groupsOf(d *Dialect) []string {
	fields := fieldsOf(d)
	var list []string
	for _, g := range groups {
		if slices.ContainsFunc(g.fields, func(x Field) bool { return slices.Contains(fields, x) }) {
			list = append(list, g.name)
		}
	}
	return list
}

func exclusiveOf(d *Dialect) string {
	var list []string
	for _, e := range d.Exclusive {
		s := strings.ReplaceAll(e.Provider, "*", "always")
		if e.Before != "" {
			s += " before " + e.Before
		}
		list = append(list, s)
	}
	if len(list) == 0 && !d.Known {
		return "not known"
	}
	return strings.Join(list, ", ")
}

func ag2Table() string {
	var b strings.Builder
	b.WriteString("| kind | as | role | operation |\n|---|---|---|---|\n")
	for _, table := range []struct {
		as   string
		rows map[string]Meaning
	}{{"span", ag2Kinds}, {"event", ag2Events}} {
		for _, key := range sortedKeys(table.rows) {
			m := table.rows[key]
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", m.AG2, table.as, m.Role, m.Operation)
		}
	}
	return b.String()
}
