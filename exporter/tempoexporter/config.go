package tempoexporter

import (
	"errors"
	"fmt"

	"go.opentelemetry.io/collector/confmap"

	"github.com/otelcol-baton/baton/exporter/tempoexporter/internal/tenant"
	"github.com/otelcol-baton/baton/internal/otlpclient"
)

// Config is the configuration of the exporter tempo.
type Config struct {
	// Client says where Tempo is and how to send to it.
	Client otlpclient.Config `mapstructure:",squash"`
	// Tenant names the tenants, for a Tempo with multitenancy. Without it no tenant is sent.
	Tenant TenantConfig `mapstructure:"tenant"`
	// MaxTraceMiB is how large a trace may be: a little less than Tempo's max_bytes_per_trace (5,000,000 bytes unless changed).
	// A larger one loses content first, the longest texts first, then its last spans. Zero is no limit. Default 4.7.
	MaxTraceMiB float64 `mapstructure:"max_trace_mib"`
	// MaxAttributeBytes is how long an attribute's text may be: Tempo's max_attribute_bytes. A longer one is cut, with its
	// length behind it and in baton.cut.NAME; JSON stays JSON. Zero is no limit. Default 2048.
	MaxAttributeBytes int `mapstructure:"max_attribute_bytes"`
}

// TenantConfig names the tenants: one for all, or by an attribute.
type TenantConfig struct {
	// Fixed is the tenant of every span.
	Fixed string `mapstructure:"fixed"`
	// FromAttribute is the resource attribute that names the tenant, such as service.namespace.
	FromAttribute string `mapstructure:"from_attribute"`
	// Default is the tenant of spans whose resource has no such attribute, or one that is no tenant's name.
	Default string `mapstructure:"default"`
}

// Unmarshal reads the configuration.
func (c *Config) Unmarshal(conf *confmap.Conf) error {
	if err := conf.Unmarshal(c); err != nil {
		return err
	}
	c.Client.AddPort()
	return nil
}

// Validate checks what no other type checks.
func (c *Config) Validate() error {
	switch {
	case c.MaxTraceMiB < 0:
		return fmt.Errorf("max_trace_mib: %v is less than nothing; write 4.7, or 0 for no limit", c.MaxTraceMiB)
	case c.MaxAttributeBytes < 0 || c.MaxAttributeBytes > 0 && c.MaxAttributeBytes < minAttributeBytes:
		return fmt.Errorf("max_attribute_bytes: %d leaves nothing to read; write %d or more, or 0 for no limit", c.MaxAttributeBytes, minAttributeBytes)
	}
	return nil
}

// minAttributeBytes is what a mark and a few words take.
const minAttributeBytes = 128

// Validate checks the tenants.
func (t *TenantConfig) Validate() error {
	switch {
	case t.Fixed != "" && t.FromAttribute != "":
		return errors.New("fixed and from_attribute both name the tenant; write one of them")
	case t.FromAttribute != "" && t.Default == "":
		return errors.New("default is empty; from_attribute needs a tenant for spans without the attribute, which Tempo would refuse")
	case t.FromAttribute == "" && t.Default != "":
		return errors.New("default goes with from_attribute; write fixed for one tenant")
	}
	for key, name := range map[string]string{"fixed": t.Fixed, "default": t.Default} {
		if name == "" {
			continue
		}
		if err := tenant.Check(name); err != nil {
			return fmt.Errorf("%s: %q %w", key, name, err)
		}
	}
	return nil
}
