package conversationconnector

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/otelcol-baton/baton/internal/tracetest"
)

func TestStories(t *testing.T) {
	for _, d := range tracetest.Drawings(t, "testdata/stories.trace") {
		t.Run(d.Name, func(t *testing.T) {
			records := tell(t, enrich(t, d.Traces), format(formatText))
			require.Len(t, records, 1)
			body, _, _ := strings.Cut(records[0].Body().Str(), "Cost summary")
			lines := strings.Split(strings.TrimSpace(body), "\n")[1:]
			for i := range lines {
				lines[i] = strings.TrimSpace(lines[i])
			}
			require.Equal(t, d.Expect, lines)
		})
	}
}
