package tempoexporter

import (
	"go.opentelemetry.io/collector/confmap"

	"github.com/otelcol-baton/baton/internal/otlpclient"
)

// Config is the configuration of the exporter tempo.
type Config struct {
	// Client says where Tempo is and how to send to it.
	Client otlpclient.Config `mapstructure:",squash"`
}

// Unmarshal reads the configuration.
func (c *Config) Unmarshal(conf *confmap.Conf) error {
	if err := conf.Unmarshal(c); err != nil {
		return err
	}
	c.Client.AddPort()
	return nil
}
