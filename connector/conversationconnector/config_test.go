package conversationconnector

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"

	"github.com/otelcol-baton/baton/connector/conversationconnector/internal/metadata"
)

func load(t *testing.T, file string) (component.Config, error) {
	t.Helper()
	conf, err := confmaptest.LoadConf(filepath.Join("testdata", file))
	require.NoError(t, err)
	cfg := createDefaultConfig()
	if err := conf.Unmarshal(cfg); err != nil {
		return cfg, err
	}
	return cfg, confmap.Validate(cfg)
}

func TestConfigTakesEveryKey(t *testing.T) {
	cfg, err := load(t, "all.yaml")
	require.NoError(t, err)
	require.Equal(t, &Config{Format: "json", Events: true, TextChars: 0, RunIdle: 30 * time.Second, RunMemoryMiB: 8}, cfg)
	require.Equal(t, "conversation", metadata.Type.String())
}

func TestConfigErrorsSayWhatIsRight(t *testing.T) {
	for file, want := range map[string]string{
		"format.bad.yaml":         `format: "svg" is unknown; write mermaid, text or json`,
		"text_chars.bad.yaml":     `text_chars: -1 is no length; write a number of characters such as 80, or 0 to leave texts out`,
		"run_idle.bad.yaml":       `run_idle: -1s is negative; write a duration such as 10s, or 0 to write every run at once`,
		"run_memory_mib.bad.yaml": `run_memory_mib: 0 is no room for any run; write 1 or more`,
		"unknown_key.bad.yaml":    `has invalid keys: diagram`,
	} {
		_, err := load(t, file)
		require.ErrorContains(t, err, want, file)
	}
}
