package content

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

// TestAFlatMessageIsWrittenAsItsTreeWouldBe: what goes straight through comes out as if it had been put together first.
func TestAFlatMessageIsWrittenAsItsTreeWouldBe(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	texts := []string{"", "hello", `say "hi"`, `{"a": 1}`, ` [{"text": "a"}]`, "text", "user", "tool", "assistant", "SYSTEM", "x.y"}
	paths := [2][]string{
		{"role", "content", "finish_reason", "tool_call_id", "name", "tool_calls.%d.id", "tool_calls.%d.name", "tool_calls.%d.arguments"},
		{
			"message.role", "message.content", "message.tool_call_id", "message.name", "message.tool_calls.%d.tool_call.id",
			"message.tool_calls.%d.tool_call.function.name", "message.tool_calls.%d.tool_call.function.arguments",
			"message.contents.0.message_content.type", "message.contents.0.message_content.text",
		},
	}
	direct := 0
	for range 20_000 {
		var attrs []flatAttr
		there := map[string]bool{}
		for _, path := range paths[random.IntN(2)] {
			for range random.IntN(3) {
				at := cleaned(fmt.Sprintf(path, random.IntN(12)))
				if there[at] {
					continue
				}
				there[at] = true
				attrs = append(attrs, flatAttr{path: at, value: pcommon.NewValueStr(texts[random.IntN(len(texts))])})
			}
		}
		if len(attrs) == 0 {
			continue
		}
		random.Shuffle(len(attrs), func(i, k int) { attrs[i], attrs[k] = attrs[k], attrs[i] })
		b := &NewRebuilder().NewScratch().build
		if !b.message.read(attrs) {
			continue
		}
		direct++
		b.in.flat(&b.message, roleUser)
		b.out.message(b.object(attrs), roleUser)
		require.Equal(t, string(b.out.messages), string(b.in.messages), "%v", there)
		require.Equal(t, string(b.out.system), string(b.in.system), "%v", there)
		require.Equal(t, b.out.finish, b.in.finish, "%v", there)
	}
	require.Greater(t, direct, 5_000)
}

// cleaned takes off what Sprintf adds to a path without a number.
func cleaned(path string) string {
	for i := range path {
		if path[i] == '%' {
			return path[:i]
		}
	}
	return path
}
