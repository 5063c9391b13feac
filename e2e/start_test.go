package e2e

import (
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/otelcol-baton/baton/internal/tracetest"
)

func TestTheProgramAloneIsReadyWithinASecond(t *testing.T) {
	best := time.Hour
	for range 5 { // the fastest of a few starts: the machine may have other work
		addresses := elsewhere(t)
		begin := time.Now()
		p := start(t, append([]string{"baton:local"}, addresses.Configs()...), addresses.All()...)
		best = min(best, time.Since(begin))
		p.Kill()
	}
	t.Logf("ready after %s", best)
	require.Less(t, best, time.Second)
}

func TestTheProgramAlonePrintsARunAsAPersonReadsIt(t *testing.T) {
	addresses := elsewhere(t)
	p := start(t, append([]string{"baton:local", impatient}, addresses.Configs()...), addresses.All()...)
	toFile{address: addresses.HTTP}.send(t, tracetest.Open(t, "autogen-swarm"))
	require.Eventually(t, func() bool {
		return strings.Contains(p.Output(), "travel_agent -> flights_refunder: handoff") && strings.Contains(p.Output(), "Cost summary: 0.01298")
	}, patience, patience/100)
}

func TestTheProgramTellsItsComponents(t *testing.T) {
	output, err := exec.CommandContext(t.Context(), binary, "components").CombinedOutput()
	require.NoError(t, err, "%s", output)
	for _, name := range []string{"otlp", "openai_agents", "whole_trace", "llm_span", "llm_sampling", "llm_metrics", "agent_graph", "conversation", "jaeger", "tempo", "elasticsearch"} {
		require.Contains(t, string(output), "name: "+name)
	}
}
