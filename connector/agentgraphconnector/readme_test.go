package agentgraphconnector

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/configdoc"
)

func readme(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("README.md")
	require.NoError(t, err)
	return string(data)
}

func TestTheReadmesConfigIsRight(t *testing.T) {
	examples, err := configdoc.Examples("README.md")
	require.NoError(t, err)
	require.NotEmpty(t, examples)
	conf, err := examples[0].Sub("connectors::agent_graph")
	require.NoError(t, err)
	cfg := createDefaultConfig()
	require.NoError(t, conf.Unmarshal(cfg))
	require.NoError(t, confmap.Validate(cfg))
}

func TestTheReadmesEdgesAreTrue(t *testing.T) {
	text := strings.Join(strings.Fields(readme(t)), " ")
	edges := edgesOf(t, []ptrace.Traces{twoProcesses(t)})
	require.Len(t, edges, 5)
	for e, c := range edges {
		line := fmt.Sprintf("client=%q server=%q ", e.client, e.server)
		if e.kind != "" {
			line += fmt.Sprintf("connection_type=%q ", e.kind)
		}
		require.Contains(t, text, line+fmt.Sprint(c.requests)+" ")
	}
	require.Contains(t, text, `{"parent": "front/planner", "child": "back/writer", "callCount": 1, "source": "baton"}`)
	require.EqualValues(t, 1, dependencies(t, []ptrace.Traces{twoProcesses(t)}, true)[[2]string{"front/planner", "back/writer"}])
}
