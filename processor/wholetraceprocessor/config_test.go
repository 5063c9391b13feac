package wholetraceprocessor

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"

	"github.com/otelcol-baton/baton/internal/configdoc"
)

func load(t *testing.T, conf *confmap.Conf) (*Config, error) {
	cfg := createDefaultConfig().(*Config)
	if err := conf.Unmarshal(cfg); err != nil {
		return nil, err
	}
	return cfg, confmap.Validate(cfg)
}

func TestEveryMistakeIsTold(t *testing.T) {
	wants := map[string]string{
		"idle":              `idle: -1s is negative; write 0s or more`,
		"after_root":        `after_root: -1s is negative; write 0s or more`,
		"max_age":           `max_age: -1h0m0s is negative; write 0s or more`,
		"late_memory":       `late_memory: -1s is negative; write 0s or more`,
		"memory_mib":        `memory_mib: 4 is too small; write at least 16`,
		"max_trace_mib":     `max_trace_mib: 0 is too small; write at least 1`,
		"max_trace_spans":   `max_trace_spans: -5 is too small; write at least 1`,
		"storage_directory": `storage: directory: it is missing; write where what waits is kept, such as /var/lib/baton/waiting`,
		"storage_relative":  `storage: directory: "waiting" depends on where the program is started; write it from the root on, such as /var/lib/baton/waiting`,
		"storage_fsync":     `storage: fsync: "sometimes" is not known; write never, interval or always`,
		"storage_max_mib":   `storage: max_mib: 1 is too small; write at least 16, or 0 to leave it to the disk`,
		"retry":             `retry_on_failure: 'initial_interval' must be non-negative`,
		"zpage":             `zpage: endpoint: it is empty; write where the page is served, such as localhost:55690`,
		"unknown_key":       `has invalid keys: decision_wait`,
	}
	files, err := filepath.Glob("testdata/*.bad.yaml")
	require.NoError(t, err)
	require.Len(t, files, len(wants))
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".bad.yaml")
		t.Run(name, func(t *testing.T) {
			conf, err := confmaptest.LoadConf(file)
			require.NoError(t, err)
			_, err = load(t, conf)
			require.ErrorContains(t, err, wants[name])
		})
	}
}

func TestAConfigThatSaysEverything(t *testing.T) {
	conf, err := confmaptest.LoadConf("testdata/full.yaml")
	require.NoError(t, err)
	cfg, err := load(t, conf)
	require.NoError(t, err)
	require.Equal(t, 200*time.Millisecond, cfg.AfterRoot)
	require.Equal(t, StorageConfig{Directory: "/var/lib/baton/waiting", Fsync: "always", MaxMiB: 4096}, *cfg.Storage.Get())
	require.Equal(t, "localhost:55690", cfg.ZPage.Get().NetAddr.Endpoint)
}

func TestADefaultIsComplete(t *testing.T) {
	conf, err := confmaptest.LoadConf("testdata/minimal.yaml")
	require.NoError(t, err)
	cfg, err := load(t, conf)
	require.NoError(t, err)
	require.Equal(t, createDefaultConfig(), cfg)
	require.False(t, cfg.Storage.HasValue())
	require.False(t, cfg.ZPage.HasValue())
}

func TestEveryExampleOfTheReadmeLoads(t *testing.T) {
	examples, err := configdoc.Examples("README.md")
	require.NoError(t, err)
	require.NotEmpty(t, examples)
	for _, example := range examples {
		sub, err := example.Sub("processors::whole_trace")
		require.NoError(t, err)
		_, err = load(t, sub)
		require.NoError(t, err)
	}
}
