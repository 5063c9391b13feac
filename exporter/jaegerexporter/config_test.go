package jaegerexporter

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
		"no_endpoint":           `endpoint is empty; write host:4317, or http: {endpoint: http://host:4318}`,
		"two_endpoints":         `endpoint and http::endpoint both name the backend; write endpoint for gRPC or http::endpoint for HTTP`,
		"http_without_endpoint": `http::endpoint is empty; write http://host:4318`,
		"http_no_url":           `http::endpoint: "jaeger:4318" is no URL; write http://host:4318`,
		"negative_timeout":      `timeout: -1s is less than nothing; write 30s, or 0s for no limit`,
		"negative_message":      `max_message_mib: -1 is less than nothing; write 4, or 0 for no limit`,
		"max_size":              `sending_queue::batch::max_size would cut traces; max_message_mib bounds a message and keeps traces whole`,
		"partition":             `sending_queue::batch::partition is not for this exporter; leave it out`,
		"messages":              `messages: "events" is no place for messages; write tags, logs or drop`,
		"negative_text":         `max_text_chars: -1 is less than nothing; write 8192, or 0 for no limit`,
		"unknown_key":           `has invalid keys: agent_as_services`,
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
	require.Equal(t, "jaeger:4317", config.Client.GRPC.Endpoint)
	require.True(t, config.AgentsAsServices)
	example, err := os.ReadFile("testdata/config.yaml")
	require.NoError(t, err)
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	require.Contains(t, string(readme), strings.ReplaceAll(strings.TrimSpace(string(example)), "\n", "\n      "))
}
