package openaiagentsreceiver

import (
	"context"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/confighttp"
	"go.opentelemetry.io/collector/config/configoptional"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/receiver"

	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/metadata"
)

// openAIEndpoint is where the SDK posts by itself.
const openAIEndpoint = "https://api.openai.com/v1/traces/ingest"

// NewFactory returns the factory of the receiver openai_agents.
func NewFactory() receiver.Factory {
	return receiver.NewFactory(
		metadata.Type,
		createDefaultConfig,
		receiver.WithTraces(createTraces, metadata.TracesStability),
	)
}

func createDefaultConfig() component.Config {
	server := confighttp.NewDefaultServerConfig()
	server.NetAddr.Endpoint = "localhost:4319"
	server.ReadTimeout = time.Minute // who sends a byte now and then must not hold memory, nor hold up the end
	client := confighttp.NewDefaultClientConfig()
	client.Endpoint = openAIEndpoint
	client.Timeout = 30 * time.Second
	return &Config{
		ServerConfig: server,
		ServiceName:  ServiceNameConfig{Header: "X-Service-Name", Default: "openai-agents"},
		Provider:     "openai",

		MaxInFlightMiB: 128,

		Forward: configoptional.Default(ForwardConfig{ClientConfig: client, QueueMiB: 32}),
	}
}

func createTraces(_ context.Context, set receiver.Settings, cfg component.Config, next consumer.Traces) (receiver.Traces, error) {
	return newReceiver(set, cfg.(*Config), next)
}
