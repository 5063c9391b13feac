package conversationconnector

import (
	"path/filepath"
	"testing"

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
	require.Equal(t, &Config{Format: "json", Events: true, TextChars: 0}, cfg)
	require.Equal(t, "conversation", metadata.Type.String())
}

func TestConfigErrorsSayWhatIsRight(t *testing.T) {
	for file, want := range map[string]string{
		"format.bad.yaml":      `format: "svg" is unknown; write mermaid, text or json`,
		"text_chars.bad.yaml":  `text_chars: -1 is no length; write a number of characters such as 80, or 0 to leave texts out`,
		"unknown_key.bad.yaml": `has invalid keys: diagram`,
	} {
		_, err := load(t, file)
		require.ErrorContains(t, err, want, file)
	}
}
