package agentgraphconnector

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"
)

func load(t *testing.T, file string) (*Config, error) {
	t.Helper()
	conf, err := confmaptest.LoadConf(file)
	require.NoError(t, err)
	sub, err := conf.Sub("agent_graph")
	require.NoError(t, err)
	cfg := createDefaultConfig().(*Config)
	if err := sub.Unmarshal(cfg); err != nil {
		return nil, err
	}
	return cfg, confmap.Validate(cfg)
}

func TestEverythingCanBeSet(t *testing.T) {
	cfg, err := load(t, filepath.Join("testdata", "config.yaml"))
	require.NoError(t, err)
	require.Equal(t, &Config{
		Interval: 30 * time.Second, AgentsAsServices: true, Temporality: delta, MaxSeries: 5000, LinkMemory: time.Minute,
	}, cfg)
}

func TestTheDefaultsAreValid(t *testing.T) {
	require.NoError(t, confmap.Validate(createDefaultConfig()))
}

func TestMistakesAreToldWithWhatWouldBeRight(t *testing.T) {
	for file, want := range map[string]string{
		"interval":     `interval: 0s is no time between two exports; write a duration such as 15s`,
		"temporality":  `temporality: "deltas" is unknown; write cumulative or delta`,
		"max_series":   `max_series: 0 leaves no room for any; write 1 or more`,
		"expire_after": `expire_after: -1s is negative; write a duration such as 1h, or 0 to keep all`,
		"link_memory":  `link_memory: -1s is negative; write a duration such as 10m, or 0 to remember none`,
		"typo":         `has invalid keys: agent_as_service`,
	} {
		t.Run(file, func(t *testing.T) {
			_, err := load(t, filepath.Join("testdata", file+".bad.yaml"))
			require.ErrorContains(t, err, want)
		})
	}
}
