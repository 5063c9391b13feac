package content

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

func TestKeysOfMapsAreMasked(t *testing.T) {
	p := policy(t, Settings{Mode: Mask, Patterns: []Pattern{{Name: "EMPLOYEE", Regexp: `E-\d{6}`}}})
	v := pcommon.NewValueMap()
	require.NoError(t, v.FromRaw(map[string]any{
		"john.doe@example.com": int64(1),
		"E-123456":             "of +49 171 1234567",
		"deep":                 []any{map[string]any{"4111111111111111": "x", "plain": []byte("a@b.org")}},
	}))
	var counts Counts
	p.value("gen_ai.completion", v, &counts)
	want := map[string]any{
		"[EMAIL]": int64(1), "[EMPLOYEE]": "of [PHONE]", "deep": []any{map[string]any{"[CARD]": "x", "plain": []byte("[EMAIL]")}},
	}
	require.Equal(t, want, v.AsRaw())
	require.EqualValues(t, 2, counts.Masked[Email])
	require.EqualValues(t, 1, counts.User)
	p.value("gen_ai.completion", v, &counts)
	require.Equal(t, want, v.AsRaw(), "twice changes nothing")
}

func TestKeysThatBecomeTheSameKeepTheirValues(t *testing.T) {
	p := policy(t, Settings{Mode: Mask})
	v := pcommon.NewValueMap()
	require.NoError(t, v.FromRaw(map[string]any{"a@b.org": "1", "c@d.org": "2", "e@f.org": "3", "[EMAIL]": "0"}))
	p.value("gen_ai.completion", v, &Counts{})
	want := map[string]any{"[EMAIL]": "0", "[EMAIL] 2": "1", "[EMAIL] 3": "2", "[EMAIL] 4": "3"}
	require.Equal(t, want, v.AsRaw())
	p.value("gen_ai.completion", v, &Counts{})
	require.Equal(t, want, v.AsRaw(), "twice changes nothing")
}

func TestKeysOfMapsAreTruncated(t *testing.T) {
	p := policy(t, Settings{Mode: Truncate, MaxBytes: 128})
	v := pcommon.NewValueMap()
	v.Map().PutInt(strings.Repeat("k", 1000), 7)
	p.value("gen_ai.completion", v, &Counts{})
	for key, e := range v.Map().All() {
		require.Len(t, key, 128)
		require.Contains(t, key, "[truncated, 1000 bytes")
		require.EqualValues(t, 7, e.Int())
	}
}

// TestNamesOfSpansThatQuoteTheirTask: CrewAI's instrumentors make names of descriptions where tasks have no names.
func TestNamesOfSpansThatQuoteTheirTask(t *testing.T) {
	task := "Find out what Ann Onym (ann@onym.org) bought, and tell nobody of it. " + strings.Repeat("Write é. ", 40)
	for _, tt := range []struct{ key, name, dropped, masked string }{
		{"crewai.task.description", task + ".task", "task", strings.Replace(task, "ann@onym.org", "[EMAIL]", 1) + ".task"},
		{"task_description", "Agent of Sales." + task[:50] + ".execute", "Agent of Sales.execute", "Agent of Sales.Find out what Ann Onym ([EMAIL]) bought, and .execute"},
		{"task_description", "Agent.named.execute", "Agent.named.execute", "Agent.named.execute"},
		{"other", "x." + task + ".task", "x." + task + ".task", "x." + task + ".task"},
	} {
		for mode, want := range map[Mode]string{Drop: tt.dropped, Mask: tt.masked} {
			span := ptrace.NewSpan()
			span.SetName(tt.name)
			span.Attributes().PutStr(tt.key, task)
			policy(t, Settings{Mode: mode}).Apply(span, &Counts{})
			require.Equal(t, want, span.Name(), "%s %s", mode, tt.key)
		}
	}
}

func TestJSONTooDeepToReadLeavesItsLengthAndItsHash(t *testing.T) {
	p := policy(t, Settings{Mode: Truncate, MaxBytes: 128})
	deep := strings.Repeat(`{"a":[`, 100) + `"` + strings.Repeat("secret ", 4000) + `"` + strings.Repeat(`]}`, 100)
	long := `[[` + strings.Repeat("[", 200) + strings.Repeat("]", 200) + `],"behind it"` + strings.Repeat(" ", 500) + `]`
	for _, s := range []string{deep, deep[:len(deep)-20], long} {
		var counts Counts
		got := p.truncate(s, &counts)
		require.Contains(t, got, note(s))
		require.Positive(t, counts.Truncated)
		require.True(t, json.Valid([]byte(got)), got)
		require.LessOrEqual(t, len(got), wholeTimes*128)
		require.Equal(t, got, p.truncate(got, &counts), "twice changes nothing")
	}
}

func TestThatThereWasAnErrorStays(t *testing.T) {
	for _, tt := range []struct{ before, after map[string]any }{
		{map[string]any{"error": true, "error.message": "Bob said no"}, map[string]any{"error": true}},
		{map[string]any{"error.type": "429"}, map[string]any{"error.type": "429"}},
		{map[string]any{"error.type": "timeout"}, map[string]any{"error.type": "timeout"}},
		{map[string]any{"error.type": "Bob said no"}, map[string]any{"error.type": "_OTHER"}},
		{map[string]any{"error.type": "ValueError: Bob said no"}, map[string]any{"error.type": "ValueError"}},
	} {
		span := ptrace.NewSpan()
		require.NoError(t, span.Attributes().FromRaw(tt.before))
		policy(t, Settings{Mode: Drop}).Apply(span, &Counts{})
		require.Equal(t, tt.after, span.Attributes().AsRaw())
	}
}
