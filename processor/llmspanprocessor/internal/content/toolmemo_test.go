package content

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

// TestDefinitionsComeOutTheSameAgain: whether a definition is remembered, forgotten or too long to be either, the list
// is the same.
func TestDefinitionsComeOutTheSameAgain(t *testing.T) {
	warm := NewRebuilder().NewScratch()
	source := func(i int) string {
		switch i % 5 {
		case 0:
			return "no JSON"
		case 1:
			return fmt.Sprintf(`{"name": "t%d", "description": %q}`, i, strings.Repeat("x", mostBytes))
		case 2:
			return fmt.Sprintf(`[{"name": "t%d"}, {'name': 'u'}]`, i)
		}
		return fmt.Sprintf(`{"type": "function", "function": {"name": "t%d", "parameters": {"type": "object"}}}`, i)
	}
	for round := range 4 {
		for i := range 200 {
			cold := NewRebuilder().NewScratch()
			for _, s := range []*Scratch{warm, cold} {
				s.build.reset()
				for k := range 1 + i%4 {
					s.build.tools.text(&s.build.tree, source(i/(1+round)+k))
				}
				s.build.defined()
			}
			require.Equal(t, cold.build.result.ToolDefinitions, warm.build.result.ToolDefinitions)
		}
		warm.Release()
	}
}

// TestMayOfferFindsTheNamesOfTools: wherever in a text they stand.
func TestMayOfferFindsTheNamesOfTools(t *testing.T) {
	for _, word := range []string{`tools"`, `unctions"`, `tools`, `ools"`, `notes"`} {
		for before := range 20 {
			for after := range 10 {
				s := strings.Repeat(`s" tool`, 3)[:before] + word + strings.Repeat("s", after)
				want := strings.Contains(s, `tools"`) || strings.Contains(s, `unctions"`)
				require.Equal(t, want, mayOffer(pcommon.NewValueStr(s)), s)
			}
		}
	}
}
