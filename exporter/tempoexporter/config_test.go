package tempoexporter

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"
)

func TestEveryMistakeIsTold(t *testing.T) {
	mistakes := map[string]string{
		"no_endpoint":      `endpoint is empty; write host:4317, or http: {endpoint: http://host:4318}`,
		"two_tenants":      `tenant: fixed and from_attribute both name the tenant; write one of them`,
		"no_default":       `tenant: default is empty; from_attribute needs a tenant for spans without the attribute, which Tempo would refuse`,
		"default_alone":    `tenant: default goes with from_attribute; write fixed for one tenant`,
		"tenant_character": `tenant: fixed: "a|b" has a '|'; Tempo takes letters, digits and !-_.*'()`,
		"tenant_path":      `tenant: default: ".." is a path`,
		"tenant_long":      `is longer than 150 bytes`,
		"negative_trace":   `max_trace_mib: -1 is less than nothing; write 4.7, or 0 for no limit`,
		"small_attribute":  `max_attribute_bytes: 20 leaves nothing to read; write 128 or more, or 0 for no limit`,
	}
	files, err := filepath.Glob("testdata/*.bad.yaml")
	require.NoError(t, err)
	require.Len(t, files, len(mistakes))
	for name, want := range mistakes {
		t.Run(name, func(t *testing.T) {
			require.ErrorContains(t, read(t, name+".bad.yaml", &Config{}), want)
		})
	}
}

// read reads a configuration as the Collector does, and checks it.
func read(t *testing.T, name string, into *Config) error {
	t.Helper()
	conf, err := confmaptest.LoadConf(filepath.Join("testdata", name))
	require.NoError(t, err)
	*into = *createDefaultConfig().(*Config)
	if err := conf.Unmarshal(into); err != nil {
		return err
	}
	return confmap.Validate(into)
}

func TestTheExampleOfTheReadmeIsRight(t *testing.T) {
	var config Config
	require.NoError(t, read(t, "config.yaml", &config))
	require.Equal(t, "tempo:4317", config.Client.GRPC.Endpoint)
	require.Equal(t, "team-a", config.Tenant.Default)
	example, err := os.ReadFile("testdata/config.yaml")
	require.NoError(t, err)
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	require.Contains(t, string(readme), strings.ReplaceAll(strings.TrimSpace(string(example)), "\n", "\n      "))
}
