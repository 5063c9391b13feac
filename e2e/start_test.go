package e2e

import (
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
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

func TestTheProgramTellsItsComponents(t *testing.T) {
	output, err := exec.CommandContext(t.Context(), binary, "components").CombinedOutput()
	require.NoError(t, err, "%s", output)
	for _, name := range []string{"otlp", "openai_agents", "whole_trace", "llm_span"} {
		require.Contains(t, string(output), "name: "+name)
	}
}
