package openaiagentsreceiver

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"
)

func loaded(t *testing.T, file, id string) *Config {
	all, err := confmaptest.LoadConf(filepath.Join("testdata", file))
	require.NoError(t, err)
	one, err := all.Sub(id)
	require.NoError(t, err)
	cfg := createDefaultConfig().(*Config)
	require.NoError(t, one.Unmarshal(cfg))
	return cfg
}

func TestConfig(t *testing.T) {
	cfg := loaded(t, "config.yaml", "openai_agents")
	require.NoError(t, confmap.Validate(cfg))
	require.Equal(t, "localhost:4319", cfg.NetAddr.Endpoint)
	require.False(t, cfg.Forward.HasValue())

	cfg = loaded(t, "config.yaml", "openai_agents/everything")
	require.NoError(t, confmap.Validate(cfg))
	require.Equal(t, ServiceNameConfig{Header: "X-App", FromWorkflow: true, Default: "shop"}, cfg.ServiceName)
	require.Equal(t, "azure.ai.openai", cfg.Provider)
	require.Equal(t, "https://traces.example.com/ingest", cfg.Forward.Get().Endpoint)
	require.Equal(t, 8, cfg.Forward.Get().QueueMiB)

	cfg = loaded(t, "config.yaml", "openai_agents/forward")
	require.NoError(t, confmap.Validate(cfg))
	require.Equal(t, openAIEndpoint, cfg.Forward.Get().Endpoint)
	require.Equal(t, 30*time.Second, cfg.Forward.Get().Timeout)

	require.NoError(t, confmap.Validate(loaded(t, "config.yaml", "openai_agents/forward_with_auth")))
}

func TestConfigErrors(t *testing.T) {
	for id, want := range map[string]string{
		"no_service":       `service_name: default: "" names no service; write a name such as openai-agents`,
		"no_url":           `forward: endpoint: "api.openai.com" is no URL to post to; write one such as https://api.openai.com/v1/traces/ingest`,
		"no_queue":         `forward: queue_mib: 0 leaves no room for a post; write 1 or more`,
		"no_room":          `max_in_flight_mib: 8 has no room for a body of max_request_body_size, 20971520 bytes; write 20 or more`,
		"no_endpoint":      `endpoint: "" listens nowhere; write host:port such as localhost:4319`,
		"auth_and_forward": `forward: with auth on, the client's Authorization is the key to this receiver and does not go on; write the key of the forward endpoint in forward::headers::Authorization`,
	} {
		t.Run(id, func(t *testing.T) {
			require.EqualError(t, confmap.Validate(loaded(t, "config.bad.yaml", "openai_agents/"+id)), want)
		})
	}
}
