package keytable

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestFindGivesEachKeyItsNumber: keys of all lengths, such as differ only in the middle too, and misses.
func TestFindGivesEachKeyItsNumber(t *testing.T) {
	keys := []string{"", "a", "model", "gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "gen_ai.x.aaaaaaaaaaaaaaaa.tokens", "gen_ai.x.aaaaaaaaabaaaaaa.tokens"}
	for i := range 500 {
		keys = append(keys, fmt.Sprintf("llm.input_messages.%d.message.role", i))
	}
	table := New(keys)
	for i, key := range keys {
		require.Equal(t, i, table.Find(key), key)
		require.Equal(t, -1, table.Find(key+"."), key)
	}
	require.Equal(t, -1, New(nil).Find("a"))
}

// TestFindTakesTheLastOfEqualKeys: as a map does.
func TestFindTakesTheLastOfEqualKeys(t *testing.T) {
	require.Equal(t, 1, New([]string{"a", "a"}).Find("a"))
}

func BenchmarkFind(b *testing.B) {
	keys := []string{"gen_ai.usage.input_tokens", "gen_ai.operation.name", "llm.model_name", "gen_ai.input.messages", "server.address"}
	table := New(keys)
	for i := range b.N {
		table.Find(keys[i%len(keys)])
	}
}
