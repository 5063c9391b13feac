package dialect

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/keytable"
)

// TestMemoryIsBounded: a sender that invents keys without end fills what is kept for strange keys, and nothing else.
// What is known is found all the same.
func TestMemoryIsBounded(t *testing.T) {
	r := NewReader()
	var scratch Scratch
	var f Facts
	for i := range 3 * mostStrange {
		span := ptrace.NewSpan()
		span.Attributes().PutStr(fmt.Sprintf("strange.%d", i), "x")
		span.Attributes().PutStr("gen_ai.request.model", "gpt-4o")
		span.Attributes().PutStr(strings.Repeat("long", i%100), "x")
		r.Read(Scope{}, span, &f, &scratch)
		require.Equal(t, "gpt-4o", f.Text(RequestModel))
	}
	require.Len(t, scratch.memory.known, len(r.memory.known)+mostStrange)
	require.Empty(t, scratch.memory.known[stranger].key)
	require.Less(t, 2*len(scratch.memory.known), len(scratch.memory.slots)+1)
	require.Len(t, r.memory.known, len(r.keys)+2, "what is shared stays as it is")
}

// TestNotesNameWhatIsOfInterest: known, strange and forgotten keys, in any order.
func TestNotesNameWhatIsOfInterest(t *testing.T) {
	r := NewReader()
	r.Note(keytable.Interest{
		Keys:     []string{"input.value", "twice", "gen_ai.request.model", "twice"},
		Prefixes: []string{"llm.input_messages.", "gen_ai.completion."},
	})
	long := "llm.input_messages." + strings.Repeat("0", longestStrange)
	numbers := map[string]int{
		"input.value": 0, "gen_ai.request.model": 2, "twice": 3, "llm.input_messages.0.message.role": keytable.Prefixed,
		"gen_ai.completion.0.finish_reason": keytable.Prefixed, long: keytable.Prefixed,
	}
	var scratch Scratch
	var f Facts
	for range 4 {
		span := ptrace.NewSpan()
		for _, key := range []string{"", "my.own", "llm.input_messages", "gen_ai.usage.input_tokens"} {
			span.Attributes().PutStr(key, "x")
		}
		for key := range numbers { // in another order each time
			span.Attributes().PutStr(key, key)
		}
		r.Read(Scope{}, span, &f, &scratch)
		require.Len(t, scratch.Notes, len(numbers))
		for _, n := range scratch.Notes {
			require.Equal(t, numbers[n.Key], n.Number, n.Key)
			require.Equal(t, n.Key, n.Value.Str())
		}
	}
	scratch.Release()
	require.Empty(t, scratch.Notes)
}
