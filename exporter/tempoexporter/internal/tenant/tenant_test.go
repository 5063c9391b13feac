package tenant

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

func TestCheck(t *testing.T) {
	for _, good := range []string{"a", "team-a", "Team_1.x", "it's!(*)", strings.Repeat("a", 150)} {
		require.NoError(t, Check(good), good)
	}
	for _, bad := range []string{"", ".", "..", "a|b", "a/b", "a b", "a:b", "é", "a\n", strings.Repeat("a", 151)} {
		require.Error(t, Check(bad), bad)
	}
}

func TestSplitKeepsEveryResourceWithItsTenant(t *testing.T) {
	td := ptrace.NewTraces()
	for _, name := range []string{"a", "b", "", "a", "no good"} {
		rs := td.ResourceSpans().AppendEmpty()
		if name != "" {
			rs.Resource().Attributes().PutStr("team", name)
		}
		rs.ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	}
	td.MarkReadOnly()
	names := NewNames("team", "default")
	parts, invalid := names.Split(td)
	require.Equal(t, 1, invalid)
	got := map[string]int{}
	for _, part := range parts {
		got[part.Tenant] = part.Traces.SpanCount()
		require.Equal(t, part.Tenant, names.Of(part.Traces))
	}
	require.Equal(t, map[string]int{"a": 2, "b": 1, "default": 2}, got)
	require.Equal(t, td.SpanCount(), Join(parts).SpanCount())
}

func TestSplitCopiesNothingForOneTenant(t *testing.T) {
	td := ptrace.NewTraces()
	td.ResourceSpans().AppendEmpty().Resource().Attributes().PutStr("team", "a")
	td.MarkReadOnly()
	parts, _ := NewNames("team", "default").Split(td)
	require.Equal(t, []Part{{Tenant: "a", Traces: td}}, parts)
	parts, _ = NewNames("team", "default").Split(ptrace.NewTraces())
	require.Equal(t, "default", parts[0].Tenant)
}
